"""What a routine works: the muscles by time, and what it leaves out altogether. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Remark(StrEnum):
    """What is worth a quiet word."""

    ONLY_STRETCHES = "only-stretches"
    ONLY_FORWARD = "only-forward"
    ONLY_BACKWARD = "only-backward"


@dataclass(frozen=True, slots=True)
class Worked:
    """How long one exercise of a routine works which muscles."""

    seconds: int
    primary: Sequence[str] = ()
    secondary: Sequence[str] = ()


def remarks(exercises: Sequence[tuple[str, Sequence[str]]]) -> list[Remark]:
    """Return what a routine of at least two exercises, each (kind, movements of the spine), lacks.

    Source: Owen et al. 2020 (89 trials): stretching alone did not differ from no exercise for pain, while Pilates,
    resistance and stabilisation exercise ranked high.
    """
    if len(exercises) < 2:
        return []
    found = []
    if not any(kind in ("strengthen", "activation") for kind, _movements in exercises):
        found.append(Remark.ONLY_STRETCHES)
    forward = sum("flexion" in movements for _kind, movements in exercises)
    backward = sum("extension" in movements for _kind, movements in exercises)
    if forward > 1 and not backward:
        found.append(Remark.ONLY_FORWARD)
    if backward > 1 and not forward:
        found.append(Remark.ONLY_BACKWARD)
    return found


def time_by_muscle(exercises: Iterable[Worked]) -> list[tuple[str, int]]:
    """Return (muscle, seconds) of the muscles that are mainly worked, the longest first."""
    seconds: Counter[str] = Counter()
    for exercise in exercises:
        for muscle in exercise.primary:
            seconds[muscle] += exercise.seconds
    return sorted(seconds.items(), key=lambda pair: (-pair[1], pair[0]))


def along_the_way(exercises: Sequence[Worked]) -> list[str]:
    """Return the muscles that only ever help, in order."""
    mainly = {muscle for exercise in exercises for muscle in exercise.primary}
    return sorted({muscle for exercise in exercises for muscle in exercise.secondary} - mainly)
