"""A session told afterwards: done as planned, in the time the person says it took. Pure."""

from collections.abc import Mapping

from exercises.dose import Dose, Side
from sessions.record import EntryRecord, SetRecord


def share[Key](whole: int, weights: Mapping[Key, int]) -> dict[Key, int]:
    """Split the whole in proportion to the weights, exactly: the parts add up to it.

    What does not divide evenly goes to those who lose most by rounding down. Weights that are all 0 share nothing.
    """
    total = sum(weights.values())
    if not total:
        return dict.fromkeys(weights, 0)
    parts = {key: whole * weight // total for key, weight in weights.items()}
    if left := whole - sum(parts.values()):
        for key in sorted(weights, key=lambda key: whole * weights[key] % total, reverse=True)[:left]:
            parts[key] += 1
    return parts


def done_as_planned(doses: Mapping[int, Dose], seconds: int) -> tuple[EntryRecord, ...]:
    """Return every set of the plan (doses by position) as done, the seconds shared out as the doses take them."""
    parts = share(seconds, {position: dose.seconds() for position, dose in doses.items()})
    return tuple(
        EntryRecord(position, parts[position], tuple(_done(dose, *key) for key in dose.set_keys()))
        for position, dose in doses.items()
    )


def _done(dose: Dose, number: int, side: Side) -> SetRecord:
    return SetRecord(number, side, dose.reps, dose.reps * dose.hold_seconds)
