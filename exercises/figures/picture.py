"""Whole pictures: a still of one key pose, and the loop of an exercise, as SVG text."""

import zlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from exercises.figures import furniture
from exercises.figures.animation import Loop, loop, order_of, whole_turn
from exercises.figures.arrows import arrow_shapes, while_moving
from exercises.figures.drawing import Item, Shape, drawing_order, figure
from exercises.figures.muscles import glow
from exercises.figures.scene import Placed, Scene, scene
from exercises.figures.skeleton import Body
from exercises.figures.svg import Fit, document, element, moving_element
from exercises.figures.vectors import dot

# An animation is written as finely as its size allows: how far (in units of the picture) a point may be off its way
# between two written moments, and the bytes it may have compressed.
TOLERANCES = (2.4, 3.6, 5.2, 7.2, 9.6)
MOST_BYTES = 7800


@dataclass(frozen=True, slots=True)
class Light:
    """Which muscles to light, by their slugs; work on one side at a time lights the near limbs only."""

    muscles: AbstractSet[str] = frozenset()
    is_one_sided: bool = False


DARK = Light()


def far_side(scene: Scene) -> str:
    """Return the side that is mostly farther from the viewer, or nothing if no pose turns the body to a side."""
    bodies = [scene.placed[index].body for index in order_of(scene)] or [scene.placed[0].body]
    frames = [frame for body in bodies for frame in (body.pelvis, body.chest)]
    turns = [dot(frame.near, scene.camera.towards) for frame in frames]
    if max(map(abs, turns)) < 0.15:
        return ""
    return "far" if sum(turns) > 0 else "near"


class Picture:
    """Draws one scene; knows its frame, which side is far, and the order of its items."""

    def __init__(self, scene: Scene, bodies: Sequence[Body], light: Light) -> None:
        self.scene = scene
        self.light = light
        self.far = far_side(scene)
        self.drawn: dict[int, list[Item]] = {}
        frames = [self.items(body) for body in bodies]
        self.order = drawing_order(scene.camera, frames)
        seen: dict[str, float] = {}
        for shape in (shape for items in frames for item in items for shape in item.shapes):
            seen[shape.name] = seen.get(shape.name, 0.0) + shape.seen
        self.hidden = {name for name, amount in seen.items() if amount < 0}
        everyone = [*bodies, *(placed.body for placed in scene.placed)]
        self.fixed = furniture.fixed(scene.camera, scene.props, everyone, scene.poses[0].view)
        points = furniture.corners(self.fixed)
        for items in (*frames, *(self.items(placed.body) for placed in scene.placed)):
            points += furniture.corners(shape for item in items for shape in item.shapes)
        for pose, placed in zip(scene.poses, scene.placed, strict=True):
            points += furniture.corners(arrow_shapes(scene.camera, placed.body, pose.arrows))
        self.fit = Fit(points)

    def items(self, body: Body) -> list[Item]:
        if id(body) not in self.drawn:
            self.drawn[id(body)] = self.draw(body)
        return self.drawn[id(body)]

    def draw(self, body: Body) -> list[Item]:
        camera = self.scene.camera
        lit = glow(camera, body, self.light.muscles, is_one_sided=self.light.is_one_sided)
        items = figure(camera, body, far=self.far, glow=lit)
        held = [prop for prop in self.scene.props if prop.kind in furniture.HELD]
        return items + [furniture.held(camera, prop, body, i) for i, prop in enumerate(held)]

    def shapes(self, body: Body) -> list[Shape]:
        items = {item.name: item for item in self.items(body)}
        return [shape for name in self.order for shape in items[name].shapes if shape.name not in self.hidden]

    def backdrop(self) -> str:
        return "".join(element(shape, self.fit) for shape in self.fixed)

    def still(self, body: Body) -> str:
        return "".join(element(shape, self.fit) for shape in self.shapes(body))

    def arrows(self, index: int, body: Body) -> str:
        """Return the arrows of a key pose beside a body that is in it."""
        return "".join(
            element(shape, self.fit) for shape in arrow_shapes(self.scene.camera, body, self.scene.poses[index].arrows)
        )

    def passing_arrows(self, movement: Loop) -> str:
        """Return all arrows, each seen on the way to its pose and there; on the way back by another pose it is not."""
        seen: dict[str, list[tuple[float, float]]] = {}
        far = max((stop.index for stop in movement.stops), default=0)
        has_passed = False
        for stop in movement.stops:
            has_passed = stop.index != 0 and (has_passed or stop.index == far)
            if (has_passed and stop.index != far) or not (paths := self.arrows(stop.index, stop.placed.body)):
                continue
            spans = [(stop.since, stop.until)] if stop.since >= 0 else [(0, stop.until), (1 + stop.since, 1)]
            seen.setdefault(paths, []).extend(spans)
        return "".join(while_moving(paths, sorted(spans), movement.seconds) for paths, spans in seen.items())

    def moving(self, placed: Sequence[Placed], times: Sequence[float], seconds: float, tolerance: float) -> str:
        """Return the figure moving through postures at given times (0-1) of a loop that takes so many seconds."""
        frames = [{shape.name: shape for shape in self.shapes(p.body)} for p in placed]
        return "".join(
            moving_element(shape, self.fit, [frame[name] for frame in frames], (times, seconds), tolerance)
            for name, shape in frames[0].items()
        )


def still(
    poses: Sequence[Mapping[str, Any]],
    index: int,
    *,
    name: str = "",
    light: Light = DARK,
    camera: tuple[float, float] | None = None,
) -> str:
    """Return one key pose (counted from 0) as an SVG file. Raises ValueError for a pose that cannot be drawn.

    `camera` (degrees round to the right and above) looks from elsewhere than the poses say, and sees no arrows.
    """
    if camera:
        plain = [{key: value for key, value in pose.items() if key not in ("camera", "arrows")} for pose in poses]
        poses = [plain[0] | {"camera": camera}, *plain[1:]]
    elif index and "camera" in poses[index]:  # A pose with a camera of its own stands for itself.
        poses, index = [poses[index]], 0
    set_up = scene(poses)
    pose = set_up.poses[index]
    body = set_up.placed[index].body
    picture = Picture(set_up, [body], light)
    title = f"{name}: {pose.label}" if name else pose.label
    return document(title, pose.description, picture.backdrop() + picture.still(body) + picture.arrows(index, body))


def animation(
    poses: Sequence[Mapping[str, Any]],
    *,
    rep_seconds: float = 4,
    hold_seconds: float = 0,
    is_alternating: bool = False,
    name: str = "",
    light: Light = DARK,
) -> str:
    """Return one repeat of an exercise as an SVG file that loops; still for people who prefer reduced motion.

    `rep_seconds` is the time to move out and in, `hold_seconds` the hold of the dose (shown shortened);
    `is_alternating` shows both sides in turn. Raises ValueError for a pose that cannot be drawn.
    """
    set_up = scene(poses)
    movement = loop(set_up, rep_seconds=rep_seconds, hold_seconds=hold_seconds, is_alternating=is_alternating)
    placed = [frame.placed for frame in movement.frames]
    picture = Picture(set_up, [p.body for p in placed], light)
    farthest = max(order_of(set_up), key=lambda index: whole_turn(set_up.placed[0], set_up.placed[index]))
    held = set_up.placed[farthest].body
    still_group = f'{picture.backdrop()}<g class="still">{picture.still(held)}{picture.arrows(farthest, held)}</g>'
    arrows = picture.passing_arrows(movement)
    words = " ".join(f"{pose.label}: {pose.description}" for pose in set_up.poses if not pose.is_variant)
    times = [frame.at for frame in movement.frames]
    text = ""
    for tolerance in TOLERANCES:
        moving = picture.moving(placed, times, movement.seconds, tolerance)
        body = f'{still_group}<g class="moving">{moving}{arrows}</g>'
        text = document(name or "Exercise", words, body, beats=str(movement.beats), box=picture.fit.box)
        if len(zlib.compress(text.encode(), 9)) < MOST_BYTES:
            break
    return text
