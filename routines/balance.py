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
    """What one exercise of a routine does: its kind, the ways it bends the spine, its time and its muscles."""

    kind: str
    spine_movements: Sequence[str]
    seconds: int
    primary: Sequence[str] = ()
    secondary: Sequence[str] = ()


def remarks(exercises: Sequence[Worked]) -> list[Remark]:
    """Return what a routine of at least two exercises lacks.

    Source: Owen et al. 2020 (89 trials): stretching alone did not differ from no exercise for pain, while Pilates,
    resistance and stabilisation exercise ranked high.
    """
    if len(exercises) < 2:
        return []
    found = []
    if not any(exercise.kind in ("strengthen", "activation") for exercise in exercises):
        found.append(Remark.ONLY_STRETCHES)
    forward = sum("flexion" in exercise.spine_movements for exercise in exercises)
    backward = sum("extension" in exercise.spine_movements for exercise in exercises)
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
