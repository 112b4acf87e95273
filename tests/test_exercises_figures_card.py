"""The cards that links are shown with: PNG, of the size networks ask for, in plain colours."""

import re

from django.core.management import call_command

from exercises import catalogue
from exercises.figures.card import dim, plain_style
from exercises.figures.svg import STYLE
from exercises.management.commands.figures import draw_card

PNG = b"\x89PNG\r\n\x1a\n"


def test_a_card_is_a_png_of_the_size_networks_ask_for():
    drawn = draw_card(catalogue.shipped().exercises["bird-dog"])

    assert drawn.startswith(PNG)
    assert [int.from_bytes(drawn[at : at + 4]) for at in (16, 20)] == [1200, 630]
    assert 10_000 < len(drawn) < 80_000


def test_plain_style_says_every_colour_itself():
    plain = plain_style(STYLE)

    assert re.findall(r"var\(|--|@media|filter|:root", plain) == []
    assert plain.count("{") == plain.count("}")
    assert ".shirt{fill:#1f7a68}" in plain
    assert ".leg.far{fill:#29344a}" in plain


def test_a_colour_is_dimmed():
    assert dim("#ff8000", 0.5) == "#804000"


def test_the_command_draws_cards_when_asked_and_keeps_them(tmp_path):
    call_command("figures", "plank", into=tmp_path, cards=True, verbosity=0)
    call_command("figures", "plank", into=tmp_path, verbosity=0)

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "plank-1.svg",
        "plank-2.svg",
        "plank-3.svg",
        "plank-card.png",
        "plank.svg",
    ]
