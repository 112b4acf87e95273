"""Whole pictures: a still of one key pose, and the loop of an exercise, as SVG text."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from exercises.figures import furniture
from exercises.figures.animation import loop, order_of
from exercises.figures.drawing import Item, Shape, drawing_order, figure
from exercises.figures.scene import Placed, Scene, scene
from exercises.figures.skeleton import Body
from exercises.figures.svg import Fit, document, element, path
from exercises.figures.vectors import dot

NO_MUSCLES: AbstractSet[str] = frozenset()


class Picture:
    """Draws one scene; knows its frame, which side is far, and the order of its items."""

    def __init__(self, scene: Scene, bodies: Sequence[Body], muscles: AbstractSet[str] = NO_MUSCLES) -> None:
        self.scene = scene
        self.muscles = muscles
        depth = sum(
            dot(body.chest.near, scene.camera.towards) + dot(body.pelvis.near, scene.camera.towards) for body in bodies
        )
        self.far = "far" if depth > 0 else "near"
        away = sum(dot(body.head.front, scene.camera.towards) for body in bodies) / len(bodies)
        self.is_back_of_head = away < -0.55
        frames = [self.items(body) for body in bodies]
        self.order = drawing_order(scene.camera, frames)
        everyone = [*bodies, *(placed.body for placed in scene.placed)]
        self.fixed = furniture.fixed(scene.camera, scene.props, everyone, scene.poses[0].view)
        points = furniture.corners(self.fixed)
        for items in (*frames, *(self.items(placed.body) for placed in scene.placed)):
            points += furniture.corners(shape for item in items for shape in item.shapes)
        self.fit = Fit(points)

    def items(self, body: Body) -> list[Item]:
        camera = self.scene.camera
        items = figure(camera, body, far=self.far, is_back_of_head=self.is_back_of_head, glow={})
        held = [prop for prop in self.scene.props if prop.kind in furniture.HELD]
        return items + [furniture.held(camera, prop, body, i) for i, prop in enumerate(held)]

    def shapes(self, body: Body) -> list[Shape]:
        items = {item.name: item for item in self.items(body)}
        return [shape for name in self.order for shape in items[name].shapes]

    def backdrop(self) -> str:
        return "".join(element(shape, self.fit, [path(shape, self.fit)], "") for shape in self.fixed)

    def still(self, body: Body) -> str:
        return "".join(element(shape, self.fit, [path(shape, self.fit)], "") for shape in self.shapes(body))

    def moving(self, placed: Sequence[Placed], times: Sequence[float], seconds: float) -> str:
        """Return the figure moving through postures at given times (0-1) of a loop that takes so many seconds."""
        frames = [{shape.name: shape for shape in self.shapes(p.body)} for p in placed]
        marks = ";".join(f"{time:.3f}".rstrip("0").rstrip(".") or "0" for time in times)
        timing = f'dur="{seconds:.1f}s" repeatCount="indefinite" keyTimes="{marks}"'
        elements = []
        for name, shape in frames[0].items():
            paths = [path(frame.get(name, shape), self.fit) for frame in frames]
            elements.append(element(shape, self.fit, paths, timing))
        return "".join(elements)


def still(
    poses: Sequence[Mapping[str, Any]], index: int, *, name: str = "", muscles: AbstractSet[str] = NO_MUSCLES
) -> str:
    """Return one key pose (counted from 0) as an SVG file. Raises ValueError for a pose that cannot be drawn."""
    set_up = scene(poses)
    pose = set_up.poses[index]
    picture = Picture(set_up, [set_up.placed[index].body], muscles)
    title = f"{name}: {pose.label}" if name else pose.label
    return document(title, pose.description, picture.backdrop() + picture.still(set_up.placed[index].body))


def animation(
    poses: Sequence[Mapping[str, Any]],
    *,
    rep_seconds: float = 4,
    hold_seconds: float = 0,
    is_alternating: bool = False,
    name: str = "",
    muscles: AbstractSet[str] = NO_MUSCLES,
) -> str:
    """Return one repeat of an exercise as an SVG file that loops; still for people who prefer reduced motion.

    `rep_seconds` is the time to move out and in, `hold_seconds` the hold of the dose (shown shortened);
    `is_alternating` shows both sides in turn. Raises ValueError for a pose that cannot be drawn.
    """
    set_up = scene(poses)
    movement = loop(set_up, rep_seconds=rep_seconds, hold_seconds=hold_seconds, is_alternating=is_alternating)
    placed = [frame.placed for frame in movement.frames]
    picture = Picture(set_up, [p.body for p in placed], muscles)
    farthest = set_up.placed[max(order_of(set_up))]
    body = (
        f"{picture.backdrop()}"
        f'<g class="still">{picture.still(farthest.body)}</g>'
        f'<g class="moving">{picture.moving(placed, [frame.at for frame in movement.frames], movement.seconds)}</g>'
    )
    words = " ".join(f"{pose.label}: {pose.description}" for pose in set_up.poses if not pose.is_variant)
    return document(name or "Exercise", words, body)
