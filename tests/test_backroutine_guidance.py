"""The safety and about pages: public, and drawn from files alone."""

import html
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import Page, expect

from exercises import guidance, shelf

pytestmark = pytest.mark.django_db


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


@pytest.mark.parametrize("path", ["/safety/", "/about/"])
def test_page_is_public_and_asks_no_database(client: Client, path: str) -> None:
    shelf.now()  # known for a while, and not asked for where the database is away
    with connection.execute_wrapper(lambda *_: pytest.fail("The page asked the database.")):
        assert client.get(path).status_code == 200


def test_safety_shows_every_sign_rule_and_what_to_do(client: Client) -> None:
    safety = guidance.shipped().safety

    text = text_of(client, "/safety/")

    for flag in safety.red_flags:
        assert flag.do in text
        assert [sign for sign in flag.signs if sign not in text] == []
    assert [rule for rule in (*safety.stop_rules, *safety.how_to_use) if rule not in text] == []


def test_safety_shows_the_most_urgent_first(client: Client) -> None:
    content = client.get("/safety/").content.decode()

    assert re.findall(r'<div class="urgency stack" data-urgency="(\w+)"', content) == list(guidance.URGENCIES)


def test_about_shows_every_fact_difference_and_source(client: Client) -> None:
    shipped = guidance.shipped()
    content = client.get("/about/").content.decode()

    text = text_of(client, "/about/")

    assert [fact.text for topic in shipped.evidence.topics for fact in topic.facts if fact.text not in text] == []
    assert [note for _, note in shipped.evidence.differences if note not in text] == []
    assert len(re.findall(r'id="source-', content)) == len(shipped.sources)
    assert [source.url for source in shipped.sources if html.escape(source.url) not in content] == []


def test_about_gives_the_number_of_people_roughly_and_with_its_source(client: Client) -> None:
    assert "roughly 65 million people in the United States, nearly 20%" in text_of(client, "/about/")


@pytest.mark.parametrize(
    ("ticked", "answer"),
    [
        ([], "Nothing ticked"),
        (["losing weight"], "See a doctor within days"),
        (["losing weight", "fever"], "Ask to be seen today"),
        (["losing weight", "fever", "numbness between"], "Get help now"),
    ],
)
def test_self_check_answers_with_the_most_urgent_advice_without_script(
    page: Page, ticked: list[str], answer: str
) -> None:
    page.route("**/*.js", lambda route: route.abort())
    page.goto("/safety/")
    for words in ticked:
        page.get_by_label(words).check()

    answers = page.locator(".self-check .notice:visible")
    expect(answers).to_have_count(1)
    expect(answers).to_contain_text(answer)


def test_self_check_is_cleared_again(page: Page) -> None:
    page.goto("/safety/")
    page.get_by_label("fever").check()

    page.get_by_role("button", name="Clear the ticks").click()

    expect(page.locator(".self-check .notice:visible")).to_contain_text("Nothing ticked")


def test_self_check_sends_nothing() -> None:
    template = (Path(__file__).parent.parent / "templates" / "safety.html").read_text()

    assert re.findall(r'<form class="self-check[^>]*method="(\w+)"', template) == ["dialog"]
    assert re.findall(r"<input[^>]*\bname=", template) == []
