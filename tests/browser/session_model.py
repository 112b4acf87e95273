"""What a session must log, reckoned apart from the player: the rules of docs/player.md in their plainest form.

Nothing here is shared with static/js/player/: the player keeps numbers by index in a state that can be stored, this
keeps one object for each part and walks through them.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from routines.timeline import Phase, PhaseKind

AWAY_MS = 90_000
WAIT_MS = 300_000
JUST_BEGUN_MS = 3_000
AGAIN_MS = 5_000
STEP_MS = 10_000
BEGUN_MS = 1_000
TOLERANCE_MS = 50  # a repeat that is over but for this counts
SWAP_STEP = 100
SIDES = ("left", "right")

type Key = tuple[int, int, str]


@dataclass(frozen=True)
class Option:
    """What an exercise can be swapped for: its phases, lead-in first, with as many sets as were planned."""

    slug: str
    phases: list[Phase]


@dataclass(eq=False)
class Part:
    """One phase, and the most that was ever done of it."""

    phase: Phase
    held_ms: int = 0
    counted: int = 0

    @property
    def is_work(self) -> bool:
        return self.phase.kind is PhaseKind.WORK

    @property
    def is_counted(self) -> bool:
        return self.phase.reps > 0 and self.phase.is_tapped

    @property
    def ms(self) -> int:
        return self.phase.seconds * 1000

    @property
    def rep_ms(self) -> int:
        return self.ms // self.phase.reps

    @property
    def place(self) -> int:
        return self.phase.position % SWAP_STEP

    def reps(self) -> int:
        if self.is_counted:
            return self.counted
        if self.phase.reps:
            return (self.held_ms + TOLERANCE_MS) // self.rep_ms
        return int(self.held_ms >= BEGUN_MS)

    def is_begun(self) -> bool:
        return self.is_work and self.reps() > 0

    def is_same_side(self, other: "Part") -> bool:
        mine, theirs = self.phase, other.phase
        return (mine.position, mine.set_number, mine.side) == (theirs.position, theirs.set_number, theirs.side)


@dataclass(frozen=True)
class Undo:
    """How it stood before the last skip, tap or swap; `parts` and `dropped` are a swap's."""

    part: Part
    spent: int
    stretch: int
    counted: int
    parts: list[Part] | None = None


class SessionModel:
    """A session that is played: told how time passes and what is pressed, says what is to be logged."""

    def __init__(self, phases: list[Phase], options: Mapping[int, list[Option]]) -> None:
        self.parts = [Part(phase) for phase in phases]
        self.options = options
        self.slugs = {place: rows[-1].slug for place, rows in options.items()}  # the planned exercise comes last
        self.swaps: dict[int, tuple[str, int]] = {}  # position: slug, sets
        self.active: dict[int, int] = defaultdict(int)
        self.status = "running"
        self.go(self.parts[0])

    # --- Time ---

    def pass_time(self, by_clock: int, by_ticks: int, *, is_hidden: bool) -> None:
        """Let the machine's clock and the page's own go on by so much."""
        beyond = by_clock - by_ticks
        self.elapse(by_clock if beyond > AWAY_MS or (is_hidden and beyond > 0) else by_ticks)

    def reload(self, by_clock: int) -> None:
        """Nothing but the machine's clock goes on while there is no page."""
        self.elapse(max(0, by_clock))

    def elapse(self, ms: int) -> None:
        if self.status == "running" and ms > AWAY_MS:
            self.status = "paused"
        while self.status == "running" and ms >= 0:
            length = self.part.ms + self.stretch
            room = (length + WAIT_MS if self.part.phase.is_tapped else length) - self.spent
            step = min(ms, room)
            self.spent += step
            self.active[self.part.phase.position] += step
            if ms < room:
                return
            ms -= step
            if self.part.phase.is_tapped:
                self.status = "paused"
            else:
                self.leave()

    # --- Steering ---

    def press(self, control: str, argument: Any) -> None:
        if self.status == "finished":
            if control == "reopen":
                self.reopen()
        elif control != "reopen":
            getattr(self, control)(*([] if argument is None else [argument]))

    def look(self) -> None:
        pass

    def pause(self) -> None:
        self.status = "paused"

    def resume(self) -> None:
        self.status = "running"

    def skip(self) -> None:
        self.leave_for_now()

    def done(self, reps: int) -> None:
        if not self.part.phase.is_tapped:
            return
        before = self.part.counted
        if self.part.is_counted:
            self.part.counted = max(before, reps)
        self.leave_for_now(before)

    def leave_for_now(self, counted: int | None = None) -> None:
        undo = Undo(self.part, self.spent, self.stretch, self.part.counted if counted is None else counted)
        self.leave()
        self.last = undo

    def undo(self) -> None:
        undo = self.last
        if not undo:
            return
        self.keep()
        if undo.parts:
            position, _ = self.swaps.popitem()
            self.active[undo.part.phase.position] += self.active.pop(position, 0)
            self.parts = undo.parts
        else:
            undo.part.counted = undo.counted
        self.go(undo.part)
        self.spent, self.stretch = undo.spent, undo.stretch

    def back(self) -> None:
        self.keep()
        here = self.parts.index(self.part)
        self.go(self.part if self.spent > JUST_BEGUN_MS else self.parts[max(0, here - 1)])

    def again(self) -> None:
        """Go to the first hold of the side done last, by the phase that leads there with five seconds of it left."""
        here = self.parts.index(self.part)
        works = [part for part in self.parts[: here + 1] if part.is_work]
        if not works:
            return
        self.keep()
        first = works.pop()
        while works and works[-1].is_same_side(first):
            first = works.pop()
        lead_in = self.parts[self.parts.index(first) - 1]
        if lead_in.is_work:
            self.go(first)
        else:
            self.go(lead_in)
            self.spent = max(0, lead_in.ms - AGAIN_MS)

    def nudge(self, steps: int) -> None:
        if self.part.is_counted:
            return
        by = steps * (self.part.rep_ms if self.part.phase.reps else STEP_MS)
        self.spent = self.worked()
        self.stretch = max(self.stretch + by, self.spent - self.part.ms)
        if self.spent == self.part.ms + self.stretch and not self.part.phase.is_tapped:
            self.leave()

    def end(self) -> None:
        self.keep()
        self.status = "finished"

    def reopen(self) -> None:
        if self.part.phase.kind is PhaseKind.FINISH:
            self.go(self.parts[-2])
        self.status = "paused"

    def swap(self, choice: int) -> None:
        """Choose one of the exercises that this one can be swapped for."""
        place, position = self.part.place, self.part.phase.position
        present = self.swaps[position][0] if position in self.swaps else self.slugs[place]
        offered = [option for option in self.options[place] if option.slug != present]
        if not offered:
            return
        chosen = offered[choice % len(offered)]
        self.keep()
        last_set = max(part.phase.set_number for part in self.parts if part.phase.position == position)
        sets = last_set - max(1, self.part.phase.set_number) + 1
        block = [part for part in self.parts if part.place == place and part.phase.kind is not PhaseKind.FINISH]
        begun = [number for number, part in enumerate(block, 1) if part.is_begun()]
        kept = begun[-1] if begun else 0
        undo = Undo(self.part, self.spent, self.stretch, self.part.counted, self.parts)
        for dropped in block[kept:]:
            dropped.held_ms = 0  # less than a second, which is nothing
        mine = place + SWAP_STEP * (1 + sum(each % SWAP_STEP == place for each in self.swaps))
        fresh = [Part(replace(phase, position=mine)) for phase in chosen.phases if phase.set_number <= sets]
        start = self.parts.index(block[0])
        self.parts = [*self.parts[: start + kept], *fresh, *self.parts[start + len(block) :]]
        self.swaps[mine] = (chosen.slug, sets)
        self.go(fresh[0])
        self.last, self.status = undo, "running"

    # --- From part to part ---

    def worked(self) -> int:
        """Return the time given to the part itself, the wait for its tap excluded."""
        return min(self.spent, self.part.ms + self.stretch)

    def keep(self) -> None:
        if self.part.is_work:
            self.part.held_ms = max(self.part.held_ms, self.worked())

    def leave(self) -> None:
        self.keep()
        self.go(self.parts[self.parts.index(self.part) + 1])

    def go(self, part: Part) -> None:
        self.part, self.spent, self.stretch = part, 0, 0
        self.last: Undo | None = None
        if part.phase.kind is PhaseKind.FINISH:
            self.status = "finished"

    # --- What must be logged ---

    def durations(self) -> dict[int, int]:
        return {position: rounded(ms) for position, ms in self.active.items() if rounded(ms)}

    def sets(self) -> dict[Key, tuple[int, int, bool]]:
        """Return (repeats, seconds held, skipped) of each set reached; of every one once the session is over."""
        self.keep()
        found: dict[Key, list[Part]] = defaultdict(list)
        for part in self.parts:
            if part.is_work:
                for side in SIDES if part.phase.is_alternating else (part.phase.side.value,):
                    found[part.phase.position, part.phase.set_number, side].append(part)
        here = self.parts.index(self.part)
        logged = {key: what_was_done(parts) for key, parts in found.items()}
        passed = {key for key, parts in found.items() if self.parts.index(parts[-1]) < here}
        return {key: done for key, done in logged.items() if self.status == "finished" or key in passed or not done[2]}


def what_was_done(parts: list[Part]) -> tuple[int, int, bool]:
    reps = sum(part.reps() for part in parts)
    held_ms = sum(part.held_ms for part in parts if not part.phase.reps)
    if held_ms < BEGUN_MS and not reps:
        return 0, 0, True
    return reps, rounded(held_ms), False


def rounded(ms: int) -> int:
    return (ms + 500) // 1000
