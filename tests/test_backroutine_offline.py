"""What makes the site an app: manifest, service worker, the pages a device keeps, and for whom."""

import json
import re
import struct
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from accounts.models import User
from backroutine import offline
from tests.factories import make_exercise, make_routine

pytestmark = pytest.mark.django_db


def build_of(client: Client) -> dict[str, Any]:
    first_line = client.get("/sw.js").content.decode().split("\n")[0]
    build: dict[str, Any] = json.loads(first_line.removeprefix("self.BUILD = ").removesuffix(";"))
    return build


# --- Manifest ---


def test_the_manifest_makes_it_installable(client: Client) -> None:
    response = client.get("/manifest.webmanifest")
    data = response.json()

    assert response.headers["Content-Type"] == "application/manifest+json"
    assert (data["start_url"], data["scope"], data["display"]) == ("/", "/", "standalone")
    assert [(icon["sizes"], icon["purpose"]) for icon in data["icons"]] == [
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    ]


@pytest.mark.parametrize(
    ("name", "size"), [("app-192", 192), ("app-512", 512), ("maskable-512", 512), ("apple-touch-icon", 180)]
)
def test_an_icon_is_a_png_of_its_size(name: str, size: int) -> None:
    path = finders.find(f"icons/{name}.png")
    assert isinstance(path, str)
    head = Path(path).read_bytes()[:24]

    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:24]) == (size, size)


def test_every_page_names_the_manifest_and_the_icon(client: Client) -> None:
    html = client.get("/").content.decode()

    assert '<link rel="manifest" href="/manifest.webmanifest">' in html
    assert '<link rel="apple-touch-icon" href="/static/icons/apple-touch-icon.png">' in html


# --- Service worker ---


def test_the_worker_is_served_from_the_root_and_asked_for_anew(client: Client) -> None:
    response = client.get("/sw.js")

    assert response.headers["Content-Type"] == "text/javascript"
    assert response.headers["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in response.headers["Content-Security-Policy"]


def test_every_file_the_worker_keeps_is_there(client: Client) -> None:
    files = build_of(client)["files"]
    pages = [url for url in files if not url.startswith("/static/")]

    assert [client.get(url).status_code for url in pages] == [200, 200]
    assert [url for url in files if url not in pages and not finders.find(url.removeprefix("/static/"))] == []
    assert {"/static/js/app.js", "/static/js/elements/session-player.js", "/static/css/app.css"} <= set(files)


def test_every_script_of_the_player_is_kept(client: Client) -> None:
    files = set(build_of(client)["files"])
    root = Path(str(finders.find("js/app.js"))).parent

    assert {f"/static/{path.relative_to(root.parent)}" for path in root.rglob("*.js")} <= files


def test_another_worker_is_another_version(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = build_of(client)["version"]
    changed = tmp_path / "worker.js"
    changed.write_text(Path(offline.WORKER).read_text() + "\n// newer\n")
    monkeypatch.setattr(offline, "WORKER", changed)

    assert build_of(client)["version"] != before


@pytest.mark.parametrize("path", ["/offline/", "/unsaved/"])
def test_a_kept_page_is_the_same_for_everybody(path: str, client: Client, alice_client: Client) -> None:
    mine, anyones = alice_client.get(path).content.decode(), client.get(path).content.decode()
    nonce = re.compile(r'nonce="[^"]*"')

    assert nonce.sub("", mine) == nonce.sub("", anyones)
    assert "csrf" not in mine


# --- The pages a device keeps ---


def test_the_pages_of_each_routine_are_kept(alice: User, alice_client: Client) -> None:
    routine = make_routine(alice, make_exercise())
    gone = make_routine(alice, make_exercise())
    gone.delete_softly()
    data = alice_client.get("/offline/pages/").json()

    assert data["person"] == alice.mark
    assert list(data["pages"]) == ["/", "/routines/", f"/routines/{routine.pk}/", f"/routines/{routine.pk}/play/"]


def test_a_changed_routine_has_another_stamp(alice: User, alice_client: Client) -> None:
    routine = make_routine(alice, make_exercise())
    url = f"/routines/{routine.pk}/play/"
    before = alice_client.get("/offline/pages/").json()["pages"][url]
    routine.add(make_exercise())
    changed = alice_client.get("/offline/pages/").json()["pages"][url]
    User.objects.update(prepare_seconds=33)
    slower = alice_client.get("/offline/pages/").json()["pages"][url]

    assert len({before, changed, slower}) == 3


def test_anothers_routines_are_not_named(alice: User, bob_client: Client) -> None:
    make_routine(alice, make_exercise())

    assert list(bob_client.get("/offline/pages/").json()["pages"]) == ["/", "/routines/"]


def test_a_visitor_keeps_nothing(client: Client) -> None:
    assert client.get("/offline/pages/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("routines", [1, 3])
def test_naming_them_asks_as_many_queries_for_three_routines_as_for_one(
    alice: User, alice_client: Client, django_assert_num_queries: Any, routines: int
) -> None:
    for _ in range(routines):
        make_routine(alice, make_exercise())
    # The HTTP session, the person, the routines.
    with django_assert_num_queries(3):
        alice_client.get("/offline/pages/")


# --- For whom ---


def test_a_page_says_for_whom_it_was_made(alice: User, alice_client: Client, client: Client) -> None:
    assert alice_client.get("/routines/").headers["X-Person"] == alice.mark
    assert "X-Person" not in client.get("/").headers


def test_the_health_check_asks_nobody(alice_client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):  # the time zone's, as before
        assert "X-Person" not in alice_client.get("/healthz").headers
