"""Key poses are read strictly, stand on what they say, and say what is wrong."""

import re
from typing import Any

import pytest

from exercises.figures import animation, contact_sheet, still
from exercises.figures.arrows import arrow_shapes
from exercises.figures.camera import Camera, camera
from exercises.figures.contact import FLOOR, lowest
from exercises.figures.furniture import place_of
from exercises.figures.pose import read_pose
from exercises.figures.scene import scene
from exercises.figures.sheet import views_of
from exercises.figures.skeleton import blend, pose_body
from exercises.figures.vectors import angle


def standing(**changes: Any) -> dict[str, Any]:
    angles = {
        "lumbar": 90,
        "thorax": 90,
        "head": 90,
        "arm_near": [270, 270],
        "arm_far": [270, 270],
        "leg_near": [270, 270, 0],
        "leg_far": [270, 270, 0],
    }
    pose = {"label": "stand", "view": "side", "description": "Standing.", "contacts": {"feet": "floor"}}
    return pose | {"angles": angles | changes.pop("angles", {})} | changes


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"view": "below"}, "view is 'below', not one of side, front, top"),
        ({"angles": {"tail": 3}}, "angles are"),
        ({"angles": {"lumbar": "up"}}, "lumbar is 'up', not an angle"),
        ({"angles": {"arm_near": [270]}}, "arm_near has"),
        ({"angles": {"head": [90, 120]}}, "head leans 120° towards the viewer"),
        ({"contacts": {"nose": "floor"}}, "contact 'nose' is none of"),
        ({"contacts": {"hands": "moon"}}, "near_hand is on 'moon'"),
        ({"contacts": {"hands": {"at": 1}}}, "it needs what it is on"),
        ({"mood": "calm"}, "unknown keys mood"),
        ({"arrows": [{"toward": 90}]}, "an arrow is {'toward': 90}: it needs `at`"),
    ],
)
def test_a_wrong_pose_is_named_with_what_is_wrong(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="Key pose 'stand': ") as caught:
        scene([standing(**changes)])
    assert message in str(caught.value)


def test_an_unknown_prop_is_refused() -> None:
    with pytest.raises(ValueError, match="of no known kind"):
        scene([standing(props=[{"kind": "sofa"}])])


def test_a_standing_figure_is_one_body_height_tall() -> None:
    body = scene([standing()]).placed[0].body
    assert lowest(body) == pytest.approx(0, abs=0.001)
    assert body.joints["head"][2] + 0.066 == pytest.approx(1, abs=0.02)


def test_feet_find_the_step_they_stand_on() -> None:
    step = {"kind": "step", "x": 0.0}
    body = scene([standing(contacts={"feet": "step"}, props=[step])]).placed[0].body
    assert body.joints["ankle_near"][2] == pytest.approx(0.14, abs=0.001)


def test_the_near_side_is_right_of_a_figure_that_faces_the_viewer() -> None:
    body = pose_body(read_pose(standing(view="front")).posture)
    assert body.joints["shoulder_near"][0] > body.joints["shoulder_far"][0]
    assert body.chest.front == pytest.approx((0, -1, 0))


def test_the_near_side_is_towards_the_viewer_of_a_side_view() -> None:
    body = pose_body(read_pose(standing()).posture)
    assert body.joints["shoulder_near"][1] < body.joints["shoulder_far"][1]
    assert body.chest.front == pytest.approx((1, 0, 0))


def test_half_way_every_bone_has_turned_half_its_angle() -> None:
    a = read_pose(standing()).posture
    b = read_pose(standing(angles={"arm_near": [0, 0]})).posture
    half = blend(a, b, 0.5).directions["upper_arm_near"]
    assert angle(a.directions["upper_arm_near"], half) == pytest.approx(45)


def test_mirroring_twice_changes_nothing() -> None:
    posture = read_pose(standing(angles={"arm_near": [[30, 20], 40]})).posture
    twice = posture.mirrored(1).mirrored(1)
    assert twice.directions == {bone: pytest.approx(value) for bone, value in posture.directions.items()}


def test_a_planted_foot_stays_where_it_was() -> None:
    bent = standing(label="bent", angles={"leg_near": [300, 240, 0], "leg_far": [300, 240, 0]})
    first, second = scene([standing(), bent]).placed
    assert second.body.joints["ankle_near"] == pytest.approx(first.body.joints["ankle_near"], abs=0.002)
    assert FLOOR.gap(second.body.joints["ankle_far"], 0.04) == pytest.approx(0, abs=0.002)


def test_a_still_has_a_title_a_description_and_both_themes() -> None:
    text = still([standing()], 0, name="Stand & wait")
    assert "<title>Stand &amp; wait: stand</title><desc>Standing.</desc>" in text
    assert "prefers-color-scheme:dark" in text
    assert "<script" not in text


def test_an_animation_moves_only_what_moves() -> None:
    raised = standing(label="arms up", angles={"arm_near": [0, 0], "arm_far": [0, 0]})
    text = animation([standing(), raised], name="Arms")
    assert text.count("<animate") < text.count("<path")
    assert "prefers-reduced-motion:reduce" in text


ARROW = {"at": "near_hand", "toward": 90, "off": [0.05, 0.1], "length": 0.2}


def test_an_arrow_starts_off_its_place_and_points_where_it_says() -> None:
    drawn = scene([standing(arrows=[ARROW])])
    straight = Camera((1, 0, 0), (0, 0, 1), (0, -1, 0))
    points = arrow_shapes(straight, drawn.placed[0].body, drawn.poses[0].arrows)[0].loops[0]
    x, y = straight.flat(place_of(drawn.placed[0].body, "near_hand"))
    assert max(points, key=lambda point: -point[1]) == pytest.approx((x + 0.05, y - 0.3))
    assert max(-point[1] for point in points) - min(-point[1] for point in points) == pytest.approx(0.2)


def test_an_arrow_that_cannot_be_seen_is_refused() -> None:
    with pytest.raises(ValueError, match="the arrow at 'near_hand' points at the viewer"):
        still([standing(view="front", arrows=[ARROW | {"toward": [0, 90]}], camera=[0, 0])], 0)


def test_an_arrow_is_shown_on_the_way_to_its_pose_and_there_alone() -> None:
    raised = standing(label="arms up", angles={"arm_near": [0, 0], "arm_far": [0, 0]}, arrows=[ARROW])
    text = animation([standing(), raised], name="Arms")
    assert re.findall(r'calcMode="discrete" keyTimes="([^"]+)" values="([^"]+)"', text) == [("0;0.13;0.63", "0;1;0")]


def test_a_sheet_shows_every_pose_beside_its_steps_and_in_three_views() -> None:
    text = contact_sheet([("Standing", ["Stand.", "Stand on."], [standing(), standing(label="still standing")])])
    assert text.count("<figure>") == 2
    assert text.count("<li>") == 2
    assert re.findall(r'alt="From the (\w+)"', text) == ["side", "front", "top"] * 2
    assert "still standing" in text


@pytest.mark.parametrize(
    ("view", "cameras"),
    [("side", {"side": 0, "front": 90, "top": 0}), ("front", {"side": 90, "front": 0, "top": 0})],
)
def test_a_sheet_looks_from_where_it_says(view: str, cameras: dict[str, float]) -> None:
    assert {name: yaw for name, (yaw, _) in views_of({"view": view}).items()} == cameras
    body = scene([standing(view=view)]).placed[0].body
    facing = {name: camera(*place).depth(body.chest.front) for name, place in views_of({"view": view}).items()}
    assert facing == pytest.approx({"side": 0, "front": 1, "top": 0}, abs=0.02)
