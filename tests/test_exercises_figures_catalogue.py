"""Every figure of the shipped catalogue, sampled through its whole movement."""

import zlib
from functools import cache
from itertools import pairwise

import pytest

from exercises import catalogue
from exercises.dose import Sides
from exercises.figures.animation import Loop, loop
from exercises.figures.contact import FLOOR, contact_point, is_surface, lowest
from exercises.figures.furniture import HELD
from exercises.figures.grips import grip_target
from exercises.figures.motion_ranges import beyond
from exercises.figures.picture import DARK, Picture
from exercises.figures.props import boxes
from exercises.figures.scene import Placed, Scene, scene
from exercises.figures.skeleton import BONES
from exercises.figures.svg import HEIGHT, WIDTH
from exercises.figures.vectors import distance
from exercises.management.commands.figures import draw, poses_of

EXERCISES = catalogue.shipped().exercises
every_exercise = pytest.mark.parametrize("slug", sorted(EXERCISES))

# One per cent of body height.
TOLERANCE = 0.01
ENDS = {
    "upper_arm": ("shoulder", "elbow"),
    "forearm": ("elbow", "wrist"),
    "hand": ("wrist", "fingers"),
    "thigh": ("hip", "knee"),
    "shin": ("knee", "ankle"),
}


@cache
def scene_of(slug: str) -> Scene:
    return scene(poses_of(EXERCISES[slug]))


@cache
def loop_of(slug: str) -> Loop:
    dose = EXERCISES[slug].dose
    return loop(
        scene_of(slug),
        rep_seconds=dose.rep_seconds,
        hold_seconds=dose.hold_seconds,
        is_alternating=dose.sides is Sides.ALTERNATE,
    )


def moments(slug: str) -> list[Placed]:
    return [*scene_of(slug).placed, *(frame.placed for frame in loop_of(slug).frames)]


@every_exercise
def test_bones_keep_their_length(slug: str) -> None:
    for placed in moments(slug):
        joints = placed.body.joints
        for bone, (start, end) in ENDS.items():
            for side in ("near", "far"):
                assert distance(joints[f"{start}_{side}"], joints[f"{end}_{side}"]) == pytest.approx(BONES[bone])


@every_exercise
def test_bones_hardly_shrink_between_written_frames(slug: str) -> None:
    frames = [frame.placed.body.joints for frame in loop_of(slug).frames]
    for a, b in pairwise(frames):
        for bone, (start, end) in ENDS.items():
            for side in ("near", "far"):
                first = [(a[f"{start}_{side}"][i] + b[f"{start}_{side}"][i]) / 2 for i in range(3)]
                second = [(a[f"{end}_{side}"][i] + b[f"{end}_{side}"][i]) / 2 for i in range(3)]
                assert distance(tuple(first), tuple(second)) > 0.97 * BONES[bone], bone


@every_exercise
def test_nothing_sinks_into_the_ground(slug: str) -> None:
    assert min(lowest(placed.body) for placed in moments(slug)) > -TOLERANCE


@every_exercise
def test_no_joint_is_inside_a_prop(slug: str) -> None:
    blocks = [box for prop in scene_of(slug).props if prop.kind not in HELD for box in boxes(prop)]
    for placed in moments(slug):
        for name, joint in placed.body.joints.items():
            for box in blocks:
                inside = all(
                    low + TOLERANCE < x < high - TOLERANCE
                    for low, x, high in zip(box.low, joint, box.high, strict=True)
                )
                assert not inside, name


@every_exercise
def test_every_contact_touches(slug: str) -> None:
    drawn = scene_of(slug)
    for placed in moments(slug):
        for touch in placed.touches:
            if is_surface(touch, drawn.surfaces):
                surface = drawn.surfaces.get(touch.on, FLOOR)
                point, radius = contact_point(placed.body, touch.part, surface)
                assert surface.gap(point, radius) == pytest.approx(0, abs=TOLERANCE), touch
            else:
                side, part = touch.part.split("_")
                joints = placed.body.joints
                limb = joints[f"wrist_{side}" if part == "hand" else f"ankle_{side}"]
                root = joints[f"shoulder_{side}" if part == "hand" else f"hip_{side}"]
                wanted = grip_target(placed.body, touch, root if touch.toward is None else limb)
                assert distance(limb, wanted) < TOLERANCE, touch


@every_exercise
def test_hands_and_feet_that_carry_stay_put(slug: str) -> None:
    drawn, frames = scene_of(slug), [frame.placed for frame in loop_of(slug).frames]
    slides = {part for pose in drawn.poses for part in pose.slides}
    slides |= {("far" if part.startswith("near") else "near") + part[part.find("_") :] for part in slides}
    for a, b in pairwise(frames):
        for touch in a.touches:
            if touch not in b.touches or touch.part in slides or not is_surface(touch, drawn.surfaces):
                continue
            if touch.part.split("_")[-1] in ("hand", "foot", "ball", "heel"):
                surface = drawn.surfaces.get(touch.on, FLOOR)
                before, _ = contact_point(a.body, touch.part, surface)
                after, _ = contact_point(b.body, touch.part, surface)
                assert distance(before, after) < TOLERANCE, touch


@every_exercise
def test_joints_stay_within_published_ranges(slug: str) -> None:
    for placed in moments(slug):
        assert beyond(placed.posture, placed.body) == []


@every_exercise
def test_figure_is_inside_its_frame(slug: str) -> None:
    drawn = scene_of(slug)
    bodies = [placed.body for placed in moments(slug)]
    picture = Picture(drawn, bodies, DARK)
    for body in bodies:
        for shape in picture.shapes(body):
            for outline in shape.loops:
                for x, y in map(picture.fit.whole, outline):
                    assert 0 <= x <= WIDTH
                    assert 0 <= y <= HEIGHT


@every_exercise
def test_the_box_holds_all_that_is_drawn(slug: str) -> None:
    picture = Picture(scene_of(slug), [placed.body for placed in moments(slug)], DARK)
    left, top, width, height = map(int, picture.fit.box.split())
    points = [
        picture.fit.whole(point)
        for body in (placed.body for placed in moments(slug))
        for shape in (*picture.fixed, *picture.shapes(body))
        for outline in shape.loops
        for point in outline
    ]
    xs, ys = zip(*points, strict=True)
    assert left <= min(xs) <= left + 40
    assert top <= min(ys) <= max(ys) <= top + height
    assert max(xs) <= left + width


@every_exercise
def test_beats_are_the_moments_of_the_key_poses(slug: str) -> None:
    moving = loop_of(slug)
    at, poses = moving.beats, [placed.posture for placed in scene_of(slug).placed]
    assert 0 < at.leaves <= at.lets_go < at.turns <= at.ends == pytest.approx(moving.seconds)
    shown = {round(frame.at * moving.seconds, 6): frame.placed.posture for frame in moving.frames}
    assert shown[round(at.leaves, 6)] == poses[0]
    assert shown[round(at.arrives, 6)] == shown[round(at.lets_go, 6)] in poses


@every_exercise
def test_loop_closes(slug: str) -> None:
    frames = loop_of(slug).frames
    assert (frames[0].at, frames[-1].at) == (0, 1)
    assert frames[0].placed == frames[-1].placed
    assert [frame.at for frame in frames] == sorted(frame.at for frame in frames)


@every_exercise
def test_files_are_small(slug: str) -> None:
    for name, text in draw(EXERCISES[slug]).items():
        limit = 8192 if name == f"{slug}.svg" else 4096
        assert len(zlib.compress(text.encode(), 9)) <= limit, name
