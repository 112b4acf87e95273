"""What a phone has to load before it shows a page, reckoned from the pages and the files as they are built."""

import gzip
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from rjsmin import jsmin

from accounts.models import User
from backroutine.joining import joined_script, joined_stylesheet, squeezed
from tests.factories import make_exercise, make_routine, make_session

STATIC = Path(settings.BASE_DIR) / "static"
KB = 1024
SHEETS = sorted(path.name for path in (STATIC / "css").glob("*.css") if "layer(components)" in path.read_text())
PUBLIC = (
    "/",
    "/exercises/",
    "/exercises/plank/",
    "/programmes/",
    "/about/",
    "/safety/",
    "/privacy/",
    "/accounts/login/",
)
CLASS = re.compile(r"\.(-?[a-z][\w-]*)")


class Page(HTMLParser):
    """What a page links to, which elements and classes it has, and its pictures."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sheets: list[str] = []
        self.scripts: list[str] = []
        self.tags: set[str] = set()
        self.classes: set[str] = set()
        self.images: list[dict[str, str | None]] = []
        self.is_for_htmx = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        self.tags.add(tag)
        self.is_for_htmx |= bool({"hx-get", "hx-post"} & has.keys())
        self.classes |= set((has.get("class") or "").split())
        if tag == "link" and has.get("rel") == "stylesheet":
            self.sheets.append(has["href"] or "")
        elif tag == "script" and has.get("src"):
            self.scripts.append(has["src"] or "")
        elif tag == "img":
            self.images.append(has)


@pytest.fixture
def pages(client: Client, alice: User, alice_client: Client) -> dict[str, Page]:
    plank, bridge = make_exercise("Plank"), make_exercise("Bridge")
    routine = make_routine(alice, plank, bridge)
    make_session(alice, routine)
    running = make_session(alice, routine, finished_at=None)
    own = ["/", "/exercises/", "/exercises/plank/", "/routines/", "/routines/new/", "/routines/paste/", "/sessions/"]
    own += [f"/routines/{routine.pk}/{word}" for word in ("", "edit/", "print/", "share/", "short/", "changes/")]
    own += ["/sessions/new/", "/progress/", "/progress/plank/", "/progress/goals/", "/settings/", "/settings/security/"]
    own += [f"/sessions/{running.pk}/play/"]
    found = {path: client.get(path) for path in (*PUBLIC, "/nowhere/")}
    found |= {f"own {path}": alice_client.get(path) for path in own}
    assert {path: answer.status_code for path, answer in found.items() if answer.status_code != 200} == {
        "/nowhere/": 404
    }
    return {path: Page(answer.content.decode()) for path, answer in found.items()}


# --- Style sheets ---


@pytest.mark.parametrize("name", SHEETS)
def test_style_sheets_of_a_page_are_small(name: str) -> None:
    assert sum(len(gzip.compress(css(sheet).encode(), 9)) for sheet in {"app.css", name}) <= 12 * KB


def test_a_page_has_the_common_style_sheet_and_one_more(pages: dict[str, Page]) -> None:
    assert {path: page.sheets[:1] for path, page in pages.items() if page.sheets[:1] != ["/static/css/app.css"]} == {}
    assert {path: page.sheets for path, page in pages.items() if len(page.sheets) != 2} == {}


def test_a_page_has_the_style_sheets_of_what_it_shows(pages: dict[str, Page]) -> None:
    """A class that is drawn somewhere is drawn by one of the page's own style sheets: else it belongs in them too."""
    drawn = {name: set(CLASS.findall(css(name))) for name in SHEETS}
    everywhere = set().union(*drawn.values())

    missing = {
        path: sorted(
            (page.classes & everywhere) - set().union(*(drawn[sheet.rpartition("/")[2]] for sheet in page.sheets))
        )
        for path, page in pages.items()
    }

    assert {path: names for path, names in missing.items() if names} == {}


# --- Scripts ---


def test_own_scripts_of_a_page_are_small(pages: dict[str, Page]) -> None:
    later = dict(re.findall(r'"([\w-]+)": \(\) => import\("\./(.+?)"\)', (STATIC / "js/app.js").read_text()))
    sizes = {
        path: sum(size(name) for name in own_scripts(page, later))
        for path, page in pages.items()
        if "session-player" not in page.tags
    }

    assert set(later) == {path.stem for path in (STATIC / "js/elements").glob("*.js")} - FIXED
    assert {path: found for path, found in sizes.items() if found > 6 * KB} == {}


# What is on every page, and what a page asks for by a tag of its own.
FIXED = {"app-update", "request-notice", "unsaved-sessions", "session-player", "unsaved-list", "forget-device"}


def own_scripts(page: Page, later: dict[str, str]) -> list[str]:
    named = [src.removeprefix("/static/") for src in page.scripts if src.startswith("/static/js/")]
    return [*named, *(f"js/{path}" for tag, path in later.items() if tag in page.tags)]


def test_the_player_is_small() -> None:
    assert size("js/elements/session-player.js", gzip.compress) <= 25 * KB


def test_htmx_is_small() -> None:
    found = Path(str(finders.find("django_htmx/htmx-2.min.js")))

    assert len(brotli.compress(found.read_bytes())) <= 16 * KB


def test_a_page_that_asks_through_htmx_has_it(pages: dict[str, Page]) -> None:
    has_it = {path for path, page in pages.items() if any("/htmx" in src for src in page.scripts)}
    wants_it = {path for path, page in pages.items() if page.is_for_htmx}

    assert wants_it - has_it == set()
    assert "own /settings/" not in has_it


# --- Requests and pictures ---


def test_a_page_asks_for_little_before_it_is_shown(pages: dict[str, Page]) -> None:
    """Itself, what it links to in its head, and pictures that do not wait until they are seen.

    A sheet of paper is made to be printed, where what waits until it is seen would never come.
    """
    asked = {
        path: 1 + len(page.sheets) + len(page.scripts) + len([it for it in page.images if it.get("loading") != "lazy"])
        for path, page in pages.items()
        if not path.endswith("/print/")
    }

    assert {path: number for path, number in asked.items() if number > 6} == {}


def test_a_script_fetches_nothing_by_the_way(pages: dict[str, Page]) -> None:
    """What a script imports comes along with it: nobody waits for one file to hear of the next."""
    scripts = {src.removeprefix("/static/") for page in pages.values() for src in page.scripts}

    assert [
        name for name in scripts if name.startswith("js/") and re.search(r"^import\b(?!\()", js(name), re.MULTILINE)
    ] == []


def test_every_picture_says_how_large_it_is(pages: dict[str, Page]) -> None:
    unsized = {
        path: [it for it in page.images if not (it.get("width") and it.get("height"))] for path, page in pages.items()
    }

    assert {path: images for path, images in unsized.items() if images} == {}


# --- Files as they are built ---


@cache
def css(name: str) -> str:
    return squeezed(joined_stylesheet(read, f"css/{name}"))


@cache
def js(path: str) -> str:
    return str(jsmin(joined_script(read, path)))


def size(path: str, compress: Any = brotli.compress) -> int:
    return len(compress(js(path).encode()))


def read(path: str) -> str:
    return (STATIC / path).read_text(encoding="utf-8")
