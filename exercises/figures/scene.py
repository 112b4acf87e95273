"""A scene: the key poses of one exercise placed on the ground one after another, among their props."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from exercises.figures.camera import Camera, camera
from exercises.figures.contact import FLOOR, clear_of_floor, contact_point, is_surface, lowest, settle
from exercises.figures.grips import grip_at
from exercises.figures.pose import CAMERAS, KeyPose, Touch, read_pose
from exercises.figures.props import Prop, read_props, surfaces
from exercises.figures.skeleton import Body, Posture, blend, pose_body
from exercises.figures.vectors import Vector, between


@dataclass(frozen=True)
class Placed:
    """A posture on the ground and what it touches there."""

    posture: Posture
    touches: tuple[Touch, ...]

    @cached_property
    def body(self) -> Body:
        return pose_body(self.posture)


@dataclass(frozen=True)
class Scene:
    """The placed key poses of an exercise, its props and its camera."""

    poses: tuple[KeyPose, ...]
    placed: tuple[Placed, ...]
    props: tuple[Prop, ...]
    camera: Camera

    @property
    def surfaces(self) -> Mapping[str, Any]:
        return surfaces(self.props)

    def mirrored(self, index: int) -> Placed:
        """Return a key pose done on the other side, seen by the same camera."""
        placed = self.placed[index]
        axis = 1 if self.poses[0].view == "side" else 0
        touches = tuple(Touch(swap(t.part), swap(t.on), t.at, flip(t.toward, axis)) for t in placed.touches)
        return Placed(placed.posture.mirrored(axis), touches)

    def part_way(self, a: Placed, b: Placed, share: float) -> Placed:
        """Return the figure a `share` (0-1) of the way from a to b; contacts that both have are kept."""
        if share <= 0:
            return a
        if share >= 1:
            return b
        before = {(touch.part, touch.on): touch for touch in a.touches}
        shared = tuple(
            between_touches(before[touch.part, touch.on], touch, share)
            for touch in b.touches
            if (touch.part, touch.on) in before
        )
        pins = {}
        for touch in shared:
            if is_surface(touch, self.surfaces):
                surface = self.surfaces.get(touch.on, FLOOR)
                start, _ = contact_point(a.body, touch.part, surface)
                end, _ = contact_point(b.body, touch.part, surface)
                pins[touch.part] = between(start, end, share)
        posture = blend(a.posture, b.posture, share)
        if shared:
            posture = settle(posture, shared, self.surfaces, pins)
        sunk = lowest(pose_body(posture))
        if sunk < 0 and not pins:
            posture = posture.moved((0, 0, -sunk))
        posture = clear_of_floor(posture)
        return Placed(posture, shared)


def between_touches(a: Touch, b: Touch, share: float) -> Touch:
    """Return a contact that glides along a limb from where it was to where it will be."""
    if a.at is None and b.at is None:
        return b
    start, end = (grip_at(touch) for touch in (a, b))
    return Touch(b.part, b.on, start + (end - start) * share, b.toward)


def swap(name: str) -> str:
    """Return a part's name on the other side of the body."""
    if name.startswith("near_"):
        return "far_" + name.removeprefix("near_")
    return "near_" + name.removeprefix("far_") if name.startswith("far_") else name


def flip(a: Vector | None, axis: int) -> Vector | None:
    if a is None:
        return None
    return (-a[0], a[1], a[2]) if axis == 0 else (a[0], -a[1], a[2])


def place(pose: KeyPose, props: Mapping[str, Any], before: Placed | None) -> Placed:
    """Put a key pose on the ground; contacts it shares with the pose before it stay where they were."""
    pins = {}
    posture = pose.posture
    if before is not None:
        posture = posture.moved((before.posture.root[0], before.posture.root[1], 0))
        for touch in pose.touches:
            shared = any(touch.part == other.part and touch.on == other.on for other in before.touches)
            if shared and touch.part not in pose.slides and is_surface(touch, props):
                pins[touch.part], _ = contact_point(before.body, touch.part, props.get(touch.on, FLOOR))
    return Placed(settle(posture, pose.touches, props, pins), pose.touches)


def scene(raw_poses: Sequence[Mapping[str, Any]]) -> Scene:
    """Read and place all key poses of an exercise. Raises ValueError that names the pose and what is wrong."""
    poses = tuple(read_pose(raw) for raw in raw_poses)
    if not poses:
        raise ValueError("an exercise needs at least one key pose")
    props = read_props(prop for pose in poses for prop in pose.props)
    rests = surfaces(props)
    placed: list[Placed] = []
    for pose in poses:
        try:
            before = next((placed[i] for i in reversed(range(len(placed))) if not poses[i].is_variant), None)
            placed.append(place(pose, rests, before))
        except ValueError as error:
            raise ValueError(f"Key pose {pose.label!r}: {error}") from error
    yaw, pitch = next((pose.camera for pose in poses if pose.camera), CAMERAS[poses[0].view])
    return Scene(poses, tuple(placed), props, camera(yaw, pitch))
