"""The key poses of a catalogue file: which step each shows, and what the drawing of them all needs to know."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exercises.dose import Side, Sides
from exercises.figures.pose import read_pose
from exercises.tomlfile import Table


@dataclass(frozen=True, slots=True)
class KeyPose:
    """One shape the exercise passes through. `drawing` is what exercises.figures draws it from, as written.

    `step` is the number of the step it shows, from 1; None for a variant that no step tells of.
    """

    label: str
    view: str
    description: str
    step: int | None
    drawing: Mapping[str, Any]

    @property
    def is_variant(self) -> bool:
        return bool(self.drawing.get("variant"))


@dataclass(frozen=True, slots=True)
class Drawn:
    """How the drawing is to be played: the side it shows (None without sides), and whether a hold goes on moving."""

    side: Side | None = None
    keeps_moving: bool = False


def read_key_poses(rows: Sequence[Table], views: Collection[str], steps: Sequence[str]) -> tuple[KeyPose, ...]:
    """Read and check all [[key_poses]]: they show steps in their order; a variant may do without. Raises FileError."""
    poses: list[KeyPose] = []
    for row in rows:
        pose = _read_pose(row, views, len(steps))
        if pose.step is None and not pose.is_variant:
            row.fail(f'Key pose "{pose.label}" must name the `step` it shows; only a variant may do without.', "label")
        earlier = [other.step for other in poses if other.step and not other.is_variant]
        if pose.step and earlier and pose.step < earlier[-1]:
            row.fail(f"`step` is {pose.step}, but the key pose before it shows step {earlier[-1]}.", "step")
        poses.append(pose)
    return tuple(poses)


def _read_pose(row: Table, views: Collection[str], number_of_steps: int) -> KeyPose:
    label, description = row.text("label", longest=60), row.text("description")
    view = row.word("view", views)
    step = row.number("step", 1, number_of_steps) if "step" in row.values else None
    drawing = row.rest()
    try:
        read_pose({"label": label, "view": view, "description": description, **drawing})
    except ValueError as error:
        row.fail(f"{error}.")
    return KeyPose(label, view, description, step, drawing)


def read_drawn(table: Table, sides: Sides) -> Drawn:
    """Read [figure]. An exercise with sides must say which one is drawn, one without must not. Raises FileError."""
    if "figure" not in table.values:
        if sides is not Sides.NONE:
            table.table("dose").fail("It has sides, so [figure] must say which `side` is drawn.", "sides")
        return Drawn()
    row = table.table("figure")
    if ("side" in row.values) != (sides is not Sides.NONE):
        row.fail("`side` belongs to an exercise with sides, and only there.", "side")
    side = Side(row.word("side", {Side.LEFT, Side.RIGHT})) if "side" in row.values else None
    keeps_moving = row.flag("keeps_moving")
    row.finish()
    return Drawn(side, keeps_moving)


type Numbered = tuple[int, KeyPose]


def by_step(steps: Sequence[str], poses: Sequence[KeyPose]) -> list[tuple[str, list[Numbered]]]:
    """Return each step with the key poses that show it, numbered from 1 as their drawings are."""
    numbered = list(enumerate(poses, start=1))
    return [(step, [it for it in numbered if it[1].step == place]) for place, step in enumerate(steps, start=1)]


def beside_the_steps(poses: Sequence[KeyPose]) -> list[Numbered]:
    """Return the variants that no step tells of, numbered from 1."""
    return [it for it in enumerate(poses, start=1) if it[1].step is None]


# Labels of key poses that end a movement where it began.
THE_WAY_BACK = ("return", "stand")


def telling(poses: Sequence[KeyPose]) -> int:
    """Return the number of the key pose that shows best what an exercise is: the last before the way back."""
    numbers = [
        n for n, pose in enumerate(poses, start=1) if not pose.is_variant and not pose.label.startswith(THE_WAY_BACK)
    ]
    return numbers[-1] if numbers else 1
