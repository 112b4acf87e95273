"""From the phrases about one exercise to its dose, with what had to be guessed on the way. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from django.utils.translation import gettext as _

from exercises import dose
from exercises.dose import Dose, Sides
from routines.clinic_sheet.phrases import Amount, Phrase, Quantity, Said, SidesSaid

MANY_SETS = dose.MAX_SETS
# A number that stands alone and is greater is a telephone number or a year.
MOST_LOOSE = 300


@dataclass(frozen=True, slots=True)
class Usual:
    """What the parser knows of an exercise: its usual dose, its levels, and whether it is one long hold."""

    dose: Dose
    is_one_hold: bool = False
    levels: Mapping[int, Dose] = field(default_factory=dict)


@dataclass(slots=True)
class Dosage:
    """What the sheet says about one dose, gathered phrase by phrase."""

    sets: Fraction | None = None
    reps: Fraction | None = None
    hold: Fraction | None = None
    times: list[Fraction] = field(default_factory=list)
    bare: list[Fraction] = field(default_factory=list)
    loose: list[Fraction] = field(default_factory=list)
    sides: Sides | None = None
    rest: Fraction | None = None
    set_rest: Fraction | None = None
    release: Fraction | None = None
    tempo: Fraction | None = None
    level: int | None = None
    doubts: list[str] = field(default_factory=list)

    @property
    def has_amount(self) -> bool:
        return self.sets is not None or self.reps is not None or self.hold is not None or bool(self._counts)

    @property
    def is_longer_than_an_exercise(self) -> bool:
        """Say whether it is a walk or a swim rather than a hold."""
        return self.hold is not None and self.hold > dose.MAX_HOLD_SECONDS

    @property
    def is_one_sided(self) -> bool:
        return self.sides in {Sides.LEFT, Sides.RIGHT}

    @property
    def _counts(self) -> list[Fraction]:
        return [*self.times, *self.bare, *([] if max(self.loose, default=0) > MOST_LOOSE else self.loose)]

    def add(self, phrase: Phrase) -> None:
        if isinstance(phrase, SidesSaid):
            both = {self.sides, phrase.sides} == {Sides.EACH, Sides.ALTERNATE}
            self.sides = Sides.ALTERNATE if both else phrase.sides
        elif isinstance(phrase, Said):
            self._add_said(phrase)
        elif isinstance(phrase, Amount):
            for quantity in phrase.factors:
                self._add_quantity(quantity)

    def _add_said(self, said: Said) -> None:
        value = self._start_of(said.quantity)
        if said.name == "level":
            self.level = int(value)
        elif said.quantity.unit == "seconds":
            setattr(self, said.name, value)

    def _add_quantity(self, quantity: Quantity) -> None:
        value = self._start_of(quantity)
        names = {"sets": "sets", "reps": "reps", "seconds": "hold"}
        if name := names.get(quantity.unit):
            if getattr(self, name) not in {None, value}:
                self.doubts.append(_("Two numbers for the same: check the dose."))
            setattr(self, name, value)
        else:
            {"times": self.times, "": self.bare, "loose": self.loose}[quantity.unit].append(value)

    def _start_of(self, quantity: Quantity) -> Fraction:
        if quantity.high != quantity.low:
            self.doubts.append(
                _("%(low)s to %(high)s: starts with %(low)s.")
                % {"low": _plain(quantity.low), "high": _plain(quantity.high)}
            )
        return quantity.low

    # --- The dose ---

    def dose(self, usual: Usual | None) -> tuple[Dose, list[str]]:
        """Return the dose and what to look at twice. `usual` is None of an exercise nobody knows."""
        doubts = list(self.doubts)
        sets, reps, hold = self._amounts(usual, doubts)
        base = usual.dose if usual else Dose()
        if sets is reps is hold is None:
            base = self._of_level(usual, base, doubts)
            sets, reps, hold = Fraction(base.sets), Fraction(base.reps), Fraction(base.hold_seconds)
        if usual and usual.is_one_hold and not hold:
            hold = Fraction(base.hold_seconds)
            doubts.append(_("How long to hold is not said: taken as usual."))
        found = replace(
            base,
            sets=_within(sets or 1, 1, dose.MAX_SETS, doubts),
            reps=_within(reps or 1, 1, dose.MAX_REPS, doubts),
            hold_seconds=_within(hold or 0, 0, dose.MAX_HOLD_SECONDS, doubts),
        )
        return self._with_sides_and_rests(found, usual, doubts), doubts

    def _of_level(self, usual: Usual | None, base: Dose, doubts: list[str]) -> Dose:
        if usual and self.level is not None and self.level in usual.levels:
            level = usual.levels[self.level]
            return replace(base, sets=level.sets, reps=level.reps, hold_seconds=level.hold_seconds)
        doubts.append(_("No dose is said: taken as usual.") if usual else _("No dose is said."))
        return base

    def _amounts(
        self, usual: Usual | None, doubts: list[str]
    ) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
        """Give each number its meaning: the units first, then the numbers without one in their order."""
        sets, reps, hold = self.sets, self.reps, self.hold
        one_hold = bool(usual and usual.is_one_hold)
        if self.loose:
            doubts.append(_("A number without a word: check what it counts."))
        if self._is_loose_hold(one_hold):
            return sets, reps, self.loose[0]
        counts = [*self.bare, *self.times, *self.loose]
        if len(counts) == 2 and sets is reps is hold is None and one_hold:
            doubts.append(_("Taken as seconds."))
            return counts[0], None, counts[1]
        if len(self.times) == 2 and not self.bare and sets is reps is None:
            counts = list(reversed(self.times))  # "x8 x3": the sets come last
        if len(counts) == 3 and hold is None:
            doubts.append(_("Taken as seconds."))
            hold = counts.pop()
        if len(counts) == 2 and sets is reps is None:
            (sets, reps), counts = counts, []
            if sets > MANY_SETS >= reps:
                sets, reps = reps, sets
                doubts.append(_("So many sets? Taken as repeats."))
        for number in counts:
            if reps is None and not (hold is not None and sets is None and one_hold):
                reps = number
            elif sets is None:
                sets = number
            else:
                doubts.append(_("One number too many: check the dose."))
        if one_hold and sets is not None and reps is not None and hold is None:
            hold, reps = reps, None
            doubts.append(_("Taken as seconds."))
        return sets, reps, hold

    def _is_loose_hold(self, one_hold: bool) -> bool:
        return one_hold and len(self.loose) == 1 and self.hold is None and not self.bare and not self.times

    def _with_sides_and_rests(self, found: Dose, usual: Usual | None, doubts: list[str]) -> Dose:
        if self.sides is not None:
            if usual and usual.dose.sides is Sides.NONE:
                doubts.append(_("This exercise usually has no sides."))
            found = replace(found, sides=self.sides)
        rest, release = self.set_rest, self.release
        if self.rest is not None:
            between_holds = found.sets == 1 and found.reps > 1 and found.is_held and release is None
            rest, release = (rest, self.rest) if between_holds else (self.rest, release)
        changes: dict[str, int] = {}
        if rest is not None:
            changes["rest_seconds"] = _within(rest, 0, dose.MAX_REST_SECONDS, doubts)
        if release is not None:
            changes["release_seconds"] = _within(release, 0, dose.MAX_REST_SECONDS, doubts)
        if self.tempo is not None:
            changes["rep_seconds"] = _within(self.tempo, 1, dose.MAX_REP_SECONDS, doubts)
        return replace(found, **changes)  # type: ignore[arg-type]  # whole numbers all


def _within(value: Fraction | int, low: int, high: int, doubts: list[str]) -> int:
    whole = min(max(low, round(value)), high)
    if whole != value:
        doubts.append(_("%(said)s is not possible: taken as %(taken)s.") % {"said": _plain(value), "taken": whole})
    return whole


def _plain(value: Fraction | int) -> str:
    return f"{float(value):g}"
