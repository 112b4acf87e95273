from django.template import engines


def drawn(tag: str) -> str:
    return engines["django"].from_string(tag).render({"name": "play"})


def test_icon_has_its_size_and_shape() -> None:
    text = drawn('{% lucide "play" size=20 %}')

    assert text.startswith('<svg width="20" height="20" viewBox="0 0 24 24"')
    assert "<path d=" in text
    assert text.endswith("</svg>")


def test_icon_stands_on_one_line() -> None:
    assert "\n" not in drawn('{% lucide "calendar-days" size=24 %}')


def test_icon_can_be_named_by_a_variable() -> None:
    assert drawn("{% lucide name size=18 %}") == drawn('{% lucide "play" size=18 %}')
