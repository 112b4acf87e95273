"""What the safety and about pages say, read from the catalogue's files and checked. No database."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exercises.catalogue import CATALOGUE_DIR, Source, read_sources
from exercises.tomlfile import Table

# Most urgent first: the order in which the safety page shows them.
URGENCIES: Mapping[str, Promise] = {
    "emergency": _("Get help now"),
    "today": _("Be seen today"),
    "days": _("See a doctor within days"),
    "appointment": _("Book an appointment"),
    "maternity": _("If you are pregnant"),
}


@dataclass(frozen=True, slots=True)
class RedFlag:
    """One group of warning signs and what to do about them."""

    id: str
    urgency: str
    title: str
    do: str
    signs: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class SelfCheck:
    question: str
    urgency: str


@dataclass(frozen=True, slots=True)
class Safety:
    intro: str
    how_to_use: tuple[str, ...]
    stop_rules: tuple[str, ...]
    facts: tuple[str, ...]
    sources: tuple[Source, ...]
    self_check: tuple[SelfCheck, ...]
    red_flags: tuple[RedFlag, ...]

    def by_urgency(self) -> list[tuple[str, Promise, list[RedFlag]]]:
        """Return (urgency, what it is called, its red flags), most urgent first."""
        return [
            (urgency, title, [flag for flag in self.red_flags if flag.urgency == urgency])
            for urgency, title in URGENCIES.items()
        ]


@dataclass(frozen=True, slots=True)
class Fact:
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of the rule; pain and effort on their 0–10 scales."""

    pain_ok_during_max: int
    pain_rise_ok_max: int
    pain_must_settle_hours: int
    effort_easy_max: int
    effort_hard_min: int
    sessions_to_advance: int
    max_level_steps_per_week: int
    max_exercises_advanced_per_session: int


@dataclass(frozen=True, slots=True)
class Rules:
    """When to move a level up, stay, ease off or pause. `after_a_break` is (from this many days, what to do)."""

    pain_scale: str
    effort_scale: str
    advance: tuple[str, ...]
    advance_action: str
    stay: tuple[str, ...]
    regress: tuple[str, ...]
    regress_action: str
    pause_and_ask: tuple[str, ...]
    uncertainty: str
    limits: Limits
    after_a_break: tuple[tuple[int, str], ...]
    rationale: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """What research says about one matter."""

    id: str
    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Research by topic; and where it differs from the founding articles, as (exercise or matter, how)."""

    topics: tuple[Topic, ...]
    differences: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Guidance:
    safety: Safety
    rules: Rules
    evidence: Evidence
    sources: tuple[Source, ...]


@cache
def shipped() -> Guidance:
    """Return the guidance that comes with the program, read once a process."""
    return read(CATALOGUE_DIR)


def read(directory: Path) -> Guidance:
    """Read and check a catalogue directory's guidance. Raises FileError."""
    sources = read_sources(directory)
    return Guidance(
        safety=_read_safety(Table.of(directory / "_safety.toml"), sources),
        rules=_read_rules(Table.of(directory / "_rules.toml"), sources),
        evidence=_read_evidence(Table.of(directory / "_evidence.toml"), sources),
        sources=tuple(sources.values()),
    )


def _read_safety(table: Table, sources: Mapping[str, Source]) -> Safety:
    safety = Safety(
        intro=table.text("intro"),
        how_to_use=table.texts("how_to_use"),
        stop_rules=table.texts("stop_rules"),
        facts=table.texts("facts"),
        sources=_read_sources(table, sources),
        self_check=tuple(_read_self_check(row) for row in table.tables("self_check", least=1)),
        red_flags=tuple(_read_red_flag(row, sources) for row in table.tables("red_flags", least=1)),
    )
    table.finish()
    return safety


def _read_sources(table: Table, sources: Mapping[str, Source]) -> tuple[Source, ...]:
    return tuple(sources[name] for name in table.words("sources", sources, least=1))


def _read_self_check(row: Table) -> SelfCheck:
    check = SelfCheck(row.text("question"), row.word("urgency", URGENCIES))
    row.finish()
    return check


def _read_red_flag(row: Table, sources: Mapping[str, Source]) -> RedFlag:
    flag = RedFlag(
        id=row.text("id"),
        urgency=row.word("urgency", URGENCIES),
        title=row.text("title"),
        do=row.text("do"),
        signs=row.texts("signs"),
        sources=_read_sources(row, sources),
    )
    row.finish()
    return flag


def _read_rules(table: Table, sources: Mapping[str, Source]) -> Rules:
    rules = Rules(
        pain_scale=table.text("pain_scale"),
        effort_scale=table.text("effort_scale"),
        advance=table.texts("advance"),
        advance_action=table.text("advance_action"),
        stay=table.texts("stay"),
        regress=table.texts("regress"),
        regress_action=table.text("regress_action"),
        pause_and_ask=table.texts("pause_and_ask"),
        uncertainty=table.text("uncertainty"),
        limits=_read_limits(table.table("limits")),
        after_a_break=tuple(_read_break(row) for row in table.tables("after_a_break", least=1)),
        rationale=tuple(_read_fact(row, "fact", sources) for row in table.tables("rationale", least=1)),
    )
    table.finish()
    return rules


def _read_limits(table: Table) -> Limits:
    limits = Limits(
        pain_ok_during_max=table.number("pain_ok_during_max", 0, 10),
        pain_rise_ok_max=table.number("pain_rise_ok_max", 0, 10),
        pain_must_settle_hours=table.number("pain_must_settle_hours", 1, 168),
        effort_easy_max=table.number("effort_easy_max", 0, 10),
        effort_hard_min=table.number("effort_hard_min", 0, 10),
        sessions_to_advance=table.number("sessions_to_advance", 1, 10),
        max_level_steps_per_week=table.number("max_level_steps_per_week", 1, 7),
        max_exercises_advanced_per_session=table.number("max_exercises_advanced_per_session", 1, 10),
    )
    table.finish()
    return limits


def _read_break(row: Table) -> tuple[int, str]:
    pause = row.number("from_days", 1, 365), row.text("action")
    row.finish()
    return pause


def _read_fact(row: Table, key: str, sources: Mapping[str, Source]) -> Fact:
    fact = Fact(row.text(key), sources[row.word("source", sources)])
    row.finish()
    return fact


def _read_evidence(table: Table, sources: Mapping[str, Source]) -> Evidence:
    titles: dict[str, str] = {}
    for row in table.tables("topics", least=1):
        titles[row.text("id")] = row.text("title")
        row.finish()
    facts: dict[str, list[Fact]] = {topic: [] for topic in titles}
    ids = set()
    for row in table.tables("evidence", least=1):
        topic, key = row.word("topic", titles), row.text("id")
        if key in ids:
            row.fail(f'"{key}" is there twice.', "id")
        ids.add(key)
        facts[topic].append(_read_fact(row, "text", sources))
    differences = []
    for row in table.tables("differences"):
        differences.append((row.text("topic"), row.text("note")))
        row.finish()
    table.finish()
    topics = tuple(Topic(topic, title, tuple(facts[topic])) for topic, title in titles.items())
    return Evidence(topics, tuple(differences))
