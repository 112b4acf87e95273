"""The muscle map has every muscle of the vocabulary, by name, and lights those it is asked to."""

import re
from xml.etree import ElementTree

import pytest

from exercises import catalogue
from exercises.figures import muscle_map
from exercises.figures.muscle_map import HEIGHT, WIDTH

NAMES = {slug: muscle.lay_name for slug, muscle in catalogue.shipped().vocabulary.muscles.items()}


def test_map_names_every_muscle_of_the_vocabulary() -> None:
    drawn = ElementTree.fromstring(muscle_map(NAMES.keys(), set(), names=NAMES))
    regions = {g.get("data-muscle"): g.findtext("title") for g in drawn.iter("g")}
    assert regions == NAMES


def test_map_lights_primary_and_secondary_muscles() -> None:
    drawn = muscle_map({"hamstrings"}, {"calves"}, names=NAMES)
    lit = re.findall(r'class="muscle[^"]*(is-primary|is-secondary)" data-muscle="([a-z-]+)"', drawn)
    assert sorted(lit) == [("is-primary", "hamstrings"), ("is-secondary", "calves")]


def test_a_deep_muscle_is_drawn_where_it_is_lit_or_leads_somewhere() -> None:
    maps = [
        muscle_map(set(), set(), names=NAMES),
        muscle_map({"multifidus"}, set(), names=NAMES),
        muscle_map(set(), set(), names=NAMES, links={"multifidus": "/"}),
    ]
    assert ['data-muscle="multifidus"' in drawn for drawn in maps] == [False, True, True]


def test_map_makes_links_of_its_regions() -> None:
    drawn = ElementTree.fromstring(muscle_map(set(), set(), names=NAMES, links={"calves": "/?muscle=calves&x=1"}))
    links = [(a.get("href"), a.get("aria-label")) for a in drawn.iter("a")]
    assert links == [("/?muscle=calves&x=1", NAMES["calves"])]


def test_map_without_links_is_one_image() -> None:
    drawn = ElementTree.fromstring(muscle_map({"calves"}, set(), names=NAMES, title="Works the calves"))
    assert (drawn.get("role"), drawn.get("aria-label")) == ("img", "Works the calves")


def test_map_refuses_an_unknown_muscle() -> None:
    with pytest.raises(ValueError, match="not on the muscle map: wings"):
        muscle_map({"wings"}, set(), names=NAMES)


def test_map_obeys_the_content_security_policy() -> None:
    assert "style=" not in muscle_map({"calves"}, {"hamstrings"}, names=NAMES)


def test_map_regions_lie_inside_the_picture() -> None:
    drawn = muscle_map(NAMES.keys(), set(), names=NAMES)
    paths = re.findall(r'transform="(translate|matrix)\(([^)]+)\)" d="M([^"]+)z"', drawn)
    assert len(paths) == drawn.count("<path")
    for kind, numbers, path in paths:
        middle, sign = (float(numbers), 1) if kind == "translate" else (float(numbers.split()[4]), -1)
        start, *curves = re.split("[cs]", path)
        x, y = corner = [float(n) for n in re.findall(r"-?[\d.]+", start)]
        for curve in curves:
            *_bends, dx, dy = (float(n) for n in re.findall(r"-?[\d.]+", curve))
            x, y = x + dx, y + dy
            assert 0 <= middle + sign * x <= WIDTH
            assert 0 <= y <= HEIGHT
        assert [x, y] == corner
