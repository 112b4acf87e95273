"""Sets done of sets planned, muscles, and one exercise over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backroutine.charts import Series, Slot, Table, bars, lines
from exercises.dose import Dose, Side
from sessions.charts.drawing import BRIDGE, NO_VALUE, BarsDrawing, LinesDrawing, cells, filled_table
from sessions.progress import (
    STEP_WORDS,
    EntryTable,
    ExerciseRow,
    Period,
    TurnRow,
    adherence_series,
    dose_changes,
    minutes_text,
    much_worked,
    muscle_sets,
    planned_doses,
    side_series,
    side_totals,
)

SECONDS_SAID_AS_MINUTES = 600
HELD = "held_seconds"


def adherence_drawing(tables: Sequence[EntryTable], period: Period) -> BarsDrawing | None:
    """Draw the sets done and those left out; None when nothing was planned."""
    done, left_out = adherence_series(tables, period)
    planned = round(done.total + left_out.total)
    if not planned:
        return None
    slots, series = period.slots(), [each for each in (done, left_out) if each.total]
    sentence = ngettext(
        "You did %(done)s of the %(planned)s set planned in the sessions of this time.",
        "You did %(done)s of the %(planned)s sets planned in the sessions of this time (%(share)s %%).",
        planned,
    ) % {"done": round(done.total), "planned": planned, "share": int(100 * done.total / planned)}
    return BarsDrawing(
        bars(slots, series),
        slots,
        filled_table([each.name for each in series], slots, [_counted(cells(each)) for each in series]),
        sentence,
        _("sets, each side counted, %(each_week)s") % {"each_week": STEP_WORDS[period.step]},
        tuple((each.key, each.name, f"{each.total:g}") for each in series),
    )


def _counted(column: list[str]) -> list[str]:
    return [NO_VALUE if cell == "0" else cell for cell in column]


@dataclass(frozen=True, slots=True)
class Muscles:
    """The body map of a time: what is lit strongly, what weakly; with the sets behind it."""

    much: frozenset[str]
    some: frozenset[str]
    table: Table
    sentence: str


def muscles_drawing(
    tables: Sequence[EntryTable], exercises: Mapping[int, ExerciseRow], names: Mapping[str, str]
) -> Muscles | None:
    """Light the muscles that sets were done for; None when there is none. `names` are the words people know."""
    primary, secondary = muscle_sets(tables, exercises)
    worked = [muscle for muscle in names if primary[muscle] or secondary[muscle]]
    if not worked:
        return None
    much = much_worked({muscle: primary[muscle] for muscle in names})
    ordered = sorted(worked, key=lambda muscle: (-primary[muscle], -secondary[muscle], names[muscle]))
    rows = tuple((names[muscle], str(primary[muscle]), str(secondary[muscle])) for muscle in ordered)
    untouched = [muscle for muscle in names if muscle not in worked]
    sentence = _("Most sets were for: %(muscles)s.") % {"muscles": _listed(ordered[:3], names)}
    if untouched:
        sentence += " " + _("None in this time: %(muscles)s.") % {"muscles": _listed(untouched, names)}
    return Muscles(
        frozenset(much),
        frozenset(worked) - much,
        Table((_("Muscle"), _("Sets mainly for it"), _("Sets that work it too")), rows),
        sentence,
    )


def _listed(muscles: Sequence[str], names: Mapping[str, str]) -> str:
    """Name them in the middle of a sentence, where no name begins with a capital letter."""
    return ", ".join(names[each][:1].lower() + names[each][1:] for each in muscles)


# --- One exercise ---


def exercise_drawing(
    rows: Sequence[TurnRow], period: Period, amount: str, level_names: Mapping[Dose, str] | None = None
) -> LinesDrawing | None:
    """Draw the best turn of each slot, left against right, new doses marked; None when there is none in the period."""
    within = [row for row in rows if row.on in period]
    series, slots = side_series(within, period), period.slots()
    if not series:
        return None
    doses = planned_doses(within, period)
    words = [_dose_words(dose, level_names or {}) for dose in doses]
    unit = _("seconds held") if amount == HELD else _("repeats")
    sentences = (
        _compared_sentence(series, slots, amount),
        _best_sentence(series, slots, amount),
        _balance_sentence(within, amount),
    )
    return LinesDrawing(
        lines(
            slots,
            series,
            bridge=BRIDGE[period.step],
            is_clock=amount == HELD,
            marks=[(slot, words[slot]) for slot, _dose in dose_changes(doses)],
        ),
        slots,
        filled_table(
            [*(each.name for each in series), _("Planned")], slots, [*(cells(each) for each in series), words]
        ),
        " ".join(sentence for sentence in sentences if sentence),
        _("%(unit)s in one go, the best of %(each_week)s") % {"unit": unit, "each_week": STEP_WORDS[period.step]},
    )


def _dose_words(dose: Dose | None, level_names: Mapping[Dose, str]) -> str:
    return NO_VALUE if dose is None else level_names.get(dose, dose.short)


def level_text(number: int, dose: Dose) -> str:
    return _("level %(number)s: %(dose)s") % {"number": number, "dose": dose.short}


def amount_text(value: int, amount: str) -> str:
    """Say seconds held or repeats, whichever the exercise is measured in."""
    if amount == HELD:
        return _("%(seconds)s s") % {"seconds": value} if value < SECONDS_SAID_AS_MINUTES else minutes_text(value)
    return ngettext("%(reps)s repeat", "%(reps)s repeats", value) % {"reps": value}


def _highest(series: Sequence[Series], slot: int) -> int:
    values = (each.values[slot] for each in series)
    return max((round(value) for value in values if value is not None), default=0)


def _compared_sentence(series: Sequence[Series], slots: Sequence[Slot], amount: str) -> str:
    """Compare the latest slot with the first one of the drawing."""
    done = [slot for slot in range(len(slots)) if any(each.values[slot] is not None for each in series)]
    if len(done) < 2:
        return ""
    first, last = _highest(series, done[0]), _highest(series, done[-1])
    words = {
        "amount": amount_text(last, amount),
        "then": slots[done[0]].inside,
        "change": amount_text(abs(last - first), amount),
    }
    if first == last:
        return _("Last you did %(amount)s in one go, as %(then)s.") % words
    if last > first:
        return _("Last you did %(amount)s in one go, %(change)s more than %(then)s.") % words
    return _("Last you did %(amount)s in one go, %(change)s less than %(then)s.") % words


def _best_sentence(series: Sequence[Series], slots: Sequence[Slot], amount: str) -> str:
    most = max((_highest(series, slot), -slot) for slot in range(len(slots)))
    if not most[0]:
        return ""
    sides: dict[str, str] = {Side.LEFT: _("on the left"), Side.RIGHT: _("on the right")}
    reached = [each.key for each in series if each.values[-most[1]] == most[0]]
    words = {"amount": amount_text(most[0], amount), "when": slots[-most[1]].inside, "side": sides.get(reached[0], "")}
    if len(reached) > 1 or reached[0] not in sides:
        return _("The most in one go of this time: %(amount)s, %(when)s.") % words
    return _("The most in one go of this time: %(amount)s %(side)s, %(when)s.") % words


def _balance_sentence(rows: Sequence[TurnRow], amount: str) -> str:
    totals = side_totals(rows)
    if not (totals[Side.LEFT] or totals[Side.RIGHT]):
        return ""
    return _("In all: %(left)s on the left, %(right)s on the right.") % {
        "left": amount_text(totals[Side.LEFT], amount),
        "right": amount_text(totals[Side.RIGHT], amount),
    }
