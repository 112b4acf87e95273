"""What search engines find, and what they are asked to leave alone."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page

from exercises.models import Exercise
from routines.models import Programme
from tests.factories import make_exercise, make_own_exercise, make_routine

pytestmark = pytest.mark.django_db
SITE = "https://back.example.org"


@pytest.fixture
def site(settings) -> None:
    settings.SITE_URL = SITE


def addresses(response) -> list[str]:
    return [it.text or "" for it in ElementTree.fromstring(response.content).iter() if it.tag.endswith("}loc")]


def canonical(html: str) -> list[str]:
    return re.findall(r'<link rel="canonical" href="([^"]+)"', html)


def data_block(html: str) -> dict:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    return json.loads(text)


def test_sitemap_names_what_is_public_and_current(client, site, alice):
    make_exercise("Plank")
    make_exercise("Old", retired_at=timezone.now())
    own = make_own_exercise(alice)

    found = addresses(client.get("/sitemap.xml"))

    assert {f"{SITE}/", f"{SITE}/exercises/", f"{SITE}/exercises/plank/", f"{SITE}/programmes/"} <= set(found)
    assert [it for it in found if "old" in it or own.slug in it] == []


def test_every_address_of_the_sitemap_is_a_page_that_names_itself(client, site):
    call_command("load_catalogue", verbosity=0)
    call_command("load_programmes", verbosity=0)
    found = addresses(client.get("/sitemap.xml"))
    # All of the few, and every tenth of the many.
    tried = [it for number, it in enumerate(found) if "/exercises/" not in it or number % 10 == 0]

    assert len(found) == 6 + Exercise.objects.count() + 3 + Programme.objects.count()
    for address in tried:
        response = client.get(address.removeprefix(SITE))
        assert (response.status_code, canonical(response.text)) == (200, [address])


def test_public_pages_have_titles_and_descriptions_of_their_own(client):
    call_command("load_catalogue", verbosity=0)
    call_command("load_programmes", verbosity=0)
    pages = [client.get(re.sub(r"^https?://[^/]+", "", it)).text for it in addresses(client.get("/sitemap.xml"))]

    for pattern in (r"<title>([^<]+)</title>", r'<meta name="description" content="([^"]+)"'):
        found = [re.findall(pattern, html)[0] for html in pages]
        assert len(set(found)) == len(found)


def test_sitemap_asks_few_queries(client, django_assert_num_queries):
    make_exercise("Plank")
    make_exercise("Cobra")

    with django_assert_num_queries(3):
        client.get("/sitemap.xml")


def test_robots_names_the_sitemap_and_closes_the_filters(client, site):
    lines = client.get("/robots.txt").text.splitlines()

    assert f"Sitemap: {SITE}/sitemap.xml" in lines
    assert {"Disallow: /exercises/?", "Disallow: /sessions/", "Disallow: /shared/"} <= set(lines)


@pytest.mark.parametrize("query", ["", "?q=plank", "?kind=stretch&without=wrist", "?utm_source=x"])
def test_filters_make_no_other_page(client, site, query):
    assert canonical(client.get(f"/exercises/{query}").text) == [f"{SITE}/exercises/"]


def test_own_and_private_pages_ask_to_be_left_alone(alice, alice_client):
    own = make_own_exercise(alice)
    routine = make_routine(alice, own)

    for address in (own.get_absolute_url(), routine.get_absolute_url(), "/settings/", "/sessions/"):
        html = alice_client.get(address).text
        assert ('<meta name="robots" content="noindex">' in html, canonical(html)) == (True, [])
        assert "og:" not in html


def test_own_exercise_has_no_data_block(alice, alice_client):
    assert "ld+json" not in alice_client.get(make_own_exercise(alice).get_absolute_url()).text


def test_exercise_tells_its_steps_and_place_as_data(client, site):
    make_exercise("Plank", steps=["Lie down.", "Lift."])

    how_to, trail = data_block(client.get("/exercises/plank/").text)["@graph"]

    assert (how_to["@type"], how_to["name"], how_to["totalTime"]) == ("HowTo", "Plank", "PT30S")
    assert [step["text"] for step in how_to["step"]] == ["Lie down.", "Lift."]
    assert [it["item"] for it in trail["itemListElement"]] == [f"{SITE}/exercises/", f"{SITE}/exercises/plank/"]


def test_no_text_ends_the_data_block(client):
    nasty = "</script><script>alert(1)</script><!--"
    make_exercise("Plank", steps=[nasty])

    html = client.get("/exercises/plank/").text

    assert data_block(html)["@graph"][0]["step"][0]["text"] == nasty
    assert "<script>alert" not in html


def test_pages_have_a_card_to_be_shared_with(client, site):
    make_exercise("Plank")

    html = client.get("/exercises/plank/").text

    assert '<meta property="og:title" content="Plank">' in html
    assert f'<meta property="og:image" content="{SITE}/static/images/card.png">' in html


def test_the_policy_has_nothing_against_the_data_block(page: Page):
    make_exercise("Plank")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.add_init_script("addEventListener('securitypolicyviolation', (e) => console.error('CSP ' + e.blockedURI))")
    page.goto("/exercises/plank/")

    assert page.locator("script[type='application/ld+json']").count() == 1
    assert [text for text in said if "CSP" in text or "Content Security" in text] == []
