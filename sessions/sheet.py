"""The forms that start and end a session: the end takes ratings and the player's report, or the sheet by hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backroutine.forms import EFFORT_WORDS, PAIN_WORDS, ScaleField
from backroutine.words import known_words
from exercises.dose import Dose, Side
from routines.trim import MAX_MINUTES
from sessions.models import Entry, Session
from sessions.record import (
    MAX_HELD_SECONDS,
    MAX_LOGGED_REPS,
    EntryRecord,
    Record,
    RecordError,
    SetRecord,
    parse_record,
)


class StartForm(forms.Form):
    """Which routine, the key that makes starting it twice one session, and the minutes there are, if not for all."""

    routine = forms.IntegerField(min_value=1)
    key = forms.UUIDField()
    minutes = forms.IntegerField(min_value=1, max_value=MAX_MINUTES, required=False)


@dataclass(frozen=True, slots=True)
class SheetSet:
    """One set of the sheet: what was planned and the names of its fields."""

    entry: Entry
    number: int
    side: Side

    @property
    def prefix(self) -> str:
        return f"set-{self.entry.position}-{self.number}-{self.side}"

    @property
    def label(self) -> str:
        return _set_done(self.number, self.side)


@known_words
def _set_name(number: int, side: Side) -> str:
    name = gettext("Set %(number)s") % {"number": number}
    return name if side is Side.BOTH else f"{name}, {gettext('left') if side is Side.LEFT else gettext('right')}"


@known_words
def _set_done(number: int, side: Side) -> str:
    return gettext("Set %(set)s done (%(side)s)") % {"set": number, "side": side}


class RatingsForm(forms.Form):
    """How it was, in the person's own eyes."""

    pain_before = ScaleField(label=_("Pain now, before you start"), words=PAIN_WORDS)
    effort = ScaleField(label=_("How hard was the hardest part?"), words=EFFORT_WORDS)
    pain_after = ScaleField(label=_("Pain now, after it"), words=PAIN_WORDS)
    pain_worst = ScaleField(label=_("Pain at its worst"), words=PAIN_WORDS)
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))

    RATINGS: tuple[str, ...] = ("pain_before", "effort", "pain_after", "pain_worst", "note")

    def ratings(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.RATINGS}


class Given(NamedTuple):
    """What stands in the fields of a set before anybody fills them in."""

    done: bool
    reps: int
    held: int


class SheetForm(RatingsForm):
    """The ratings, and the player's report or else the sheet filled in by hand.

    A sheet of ten exercises has a hundred fields: only one that was sent makes them, to check and to draw again what
    was typed. One that is only shown draws their inputs as they would.
    """

    record = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, session: Session, now: datetime, **kwargs: Any) -> None:
        """Add the fields of each set. Wants the session with its entries and their exercises loaded."""
        super().__init__(*args, **kwargs)
        self.session, self.now = session, now
        self.entries = list(session.entries.all())
        for entry in self.entries if self.is_bound else ():
            for each in sheet_sets(entry):
                self._add_fields(each, self.given(each))

    def given(self, each: SheetSet) -> Given:
        """Return what a set is filled in with: done as planned."""
        dose = each.entry.dose
        return Given(True, dose.reps, dose.reps * dose.hold_seconds)

    def _add_fields(self, each: SheetSet, given: Given) -> None:
        label = {"set": each.number, "side": each.side}
        self.fields[f"{each.prefix}-done"] = forms.BooleanField(label=each.label, required=False, initial=given.done)
        self.fields[f"{each.prefix}-reps"] = forms.IntegerField(
            label=_("Repeats in set %(set)s (%(side)s)") % label,
            min_value=0,
            max_value=MAX_LOGGED_REPS,
            initial=given.reps,
            required=False,
        )
        if each.entry.hold_seconds:
            self.fields[f"{each.prefix}-held"] = forms.IntegerField(
                label=_("Seconds held in set %(set)s (%(side)s)") % label,
                min_value=0,
                max_value=MAX_HELD_SECONDS,
                initial=given.held,
                required=False,
            )

    def rows(self) -> Iterator[tuple[Entry, list[dict[str, Any]]]]:
        """Yield each entry with its sets, as the template shows them."""
        fields = self._bound if self.is_bound else self._drawn
        for entry in self.entries:
            yield entry, [self._row(each, fields(each)) for each in sheet_sets(entry)]

    def _row(self, each: SheetSet, fields: Mapping[str, Any]) -> dict[str, Any]:
        entry = each.entry
        return {
            "name": _set_name(each.number, each.side),
            "label": each.label,
            "done": fields["done"],
            "reps": fields["reps"] if entry.reps > 1 or not entry.hold_seconds else None,
            "held": fields["held"] if entry.hold_seconds else None,
        }

    def _bound(self, each: SheetSet) -> dict[str, Any]:
        names = ("done", "reps", "held") if each.entry.hold_seconds else ("done", "reps")
        return {name: self[f"{each.prefix}-{name}"] for name in names}

    def _drawn(self, each: SheetSet) -> dict[str, str]:
        given, prefix = self.given(each), each.prefix
        checked = " checked" if given.done else ""
        return {
            "done": mark_safe(f'<input type="checkbox" name="{prefix}-done" id="id_{prefix}-done"{checked}>'),  # noqa: S308
            "reps": _number_input(f"{prefix}-reps", given.reps, MAX_LOGGED_REPS),
            "held": _number_input(f"{prefix}-held", given.held, MAX_HELD_SECONDS),
        }

    def clean_record(self) -> Record | None:
        text = self.cleaned_data["record"]
        if not text:
            return None
        try:
            return parse_record(text, self.session.doses(), now=self.now, swaps=self.session.swap_doses)
        except RecordError as error:
            raise forms.ValidationError(str(error)) from error

    def report(self) -> Record:
        """Return what was done: the player's report, or the sheet's rows when it was filled in by hand."""
        return self.cleaned_data["record"] or Record(
            version=self.session.record_version + 1, entries=tuple(self._entry(entry) for entry in self.entries)
        )

    def _entry(self, entry: Entry) -> EntryRecord:
        """Return one exercise by hand; its time is the plan's share for the sets that were done."""
        sets = tuple(self._set(each, entry.dose) for each in sheet_sets(entry))
        done = sum(not each.is_skipped for each in sets)
        return EntryRecord(entry.position, round(entry.dose.seconds() * done / len(sets)), sets)

    def _set(self, each: SheetSet, dose: Dose) -> SetRecord:
        if not self.cleaned_data[f"{each.prefix}-done"]:
            return SetRecord(each.number, each.side, is_skipped=True)
        reps, held = self.cleaned_data[f"{each.prefix}-reps"], self.cleaned_data.get(f"{each.prefix}-held")
        return SetRecord(each.number, each.side, dose.reps if reps is None else reps, held or 0)


def _number_input(name: str, value: int, most: int) -> str:
    return mark_safe(f'<input type="number" name="{name}" value="{value}" min="0" max="{most}" id="id_{name}">')  # noqa: S308


def sheet_sets(entry: Entry) -> Iterator[SheetSet]:
    for number, side in entry.dose.set_keys():
        yield SheetSet(entry, number, side)
