"""What every kind of answer carries, whoever makes it: views, Django, allauth, WhiteNoise, errors."""

import importlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Page, expect

from backroutine import views
from tests.access import World

type Ask = Callable[[Client, World], HttpResponse]

HTMX = {"HX-Request": "true"}
# What the proxy in front says.
BY_HTTPS, BY_HTTP = {"X-Forwarded-Proto": "https"}, {"X-Forwarded-Proto": "http"}
TOO_MUCH = b"x" * (django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 100_000)


def get(path: str, **kwargs: Any) -> Ask:
    return lambda client, world: client.get(path, **kwargs)  # type: ignore[return-value]


def broken(client: Client, world: World) -> HttpResponse:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(views, "today_context", lambda *args: 1 / 0)
        return client.get("/")  # type: ignore[return-value]


def away(client: Client, world: World) -> HttpResponse:
    def fail(*args: object) -> None:
        raise OperationalError("away")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(views, "today_context", fail)
        return client.get("/")  # type: ignore[return-value]


def limited(client: Client, world: World) -> HttpResponse:
    from backroutine.limits import hits

    for _ in range(60):
        hits("export", f"person {world.alice.pk}", 600)
    return client.get("/settings/data/backroutine.json")  # type: ignore[return-value]


KINDS: dict[str, tuple[int, Ask]] = {
    "page": (200, get("/routines/")),
    "public page": (200, get("/safety/")),
    "fragment": (200, get("/exercises/", headers=HTMX)),
    "redirect": (302, lambda client, world: client.post(f"/routines/{world.routine.pk}/copy/")),
    "redirect to https": (301, get("/", headers=BY_HTTP)),
    "to sign in": (302, lambda client, world: Client(headers=BY_HTTPS).get("/routines/")),
    "to sign in (htmx)": (200, lambda client, world: Client(headers=BY_HTTPS).get("/routines/", headers=HTMX)),
    "JSON": (200, get("/sessions/sync/")),
    "schema": (200, get("/schemas/routine-1.json")),
    "file": (200, lambda client, world: client.get(f"/routines/{world.routine.pk}/file/")),
    "export": (200, get("/settings/data/backroutine.json")),
    "table": (200, get("/settings/data/sessions.csv")),
    "calendar": (200, lambda client, world: client.get(f"/calendar/{world.feed}.ics")),
    "manifest": (200, get("/manifest.webmanifest")),
    "service worker": (200, get("/sw.js")),
    "robots": (200, get("/robots.txt")),
    "sitemap": (200, get("/sitemap.xml")),
    "health": (200, get("/healthz")),
    "allauth's page": (200, get("/accounts/password/reset/")),
    "admin": (302, get("/admin/")),
    "style sheet": (200, get("/static/css/app.css")),
    "script": (200, get("/static/js/app.js")),
    "PNG": (200, get("/static/icons/app-192.png")),
    "SVG": (200, get("/static/icons/favicon.svg")),
    "static file that is not there": (404, get("/static/none.css")),
    "wrong host": (400, get("/", headers={"Host": "evil.example"})),
    "form without its token": (403, lambda client, world: token_client(world).post("/routines/new/")),
    "not found": (404, get("/nowhere/")),
    "wrong method": (405, lambda client, world: client.put("/routines/")),
    "too large": (413, lambda client, world: client.post("/routines/new/", TOO_MUCH, content_type="text/plain")),
    "bad input": (422, lambda client, world: client.post("/routines/new/", {"name": ""})),
    "too often": (429, limited),
    "broken": (500, broken),
    "away": (503, away),
}


def token_client(world: World) -> Client:
    client = Client(enforce_csrf_checks=True, headers=BY_HTTPS)
    client.force_login(world.alice)
    return client


@pytest.mark.django_db
def test_every_kind_of_answer_carries_what_protects_it(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    settings.WHITENOISE_USE_FINDERS = True
    world = World()
    client = world.client("owner", headers=BY_HTTPS)

    for kind, (status, ask) in KINDS.items():
        response = ask(client, world)
        assert response.status_code == status, kind
        required = REQUIRED | (OF_FILES if kind in FILES else {})
        missing = [name for name, pattern in required.items() if not re.fullmatch(pattern, response.get(name, ""))]
        if kind == "redirect to https":
            missing.remove("Strict-Transport-Security")  # it counts only where it comes by https
        assert missing == [], kind


POLICY = (
    r"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    r"font-src 'self'; media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    r"form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    r"(; require-trusted-types-for 'script'; trusted-types default drawing)?"
)
REQUIRED = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin|cross-origin",
    "Permissions-Policy": r".*camera=\(\), .*microphone=\(\), .*screen-wake-lock=\(self\)",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains.*",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# No pages, and each of a phone's many pictures would carry along what only a page obeys.
FILES = {"style sheet", "script", "PNG", "SVG"}
OF_FILES = {"Content-Security-Policy": "default-src 'none'", "Permissions-Policy": ""}


@pytest.mark.django_db
def test_only_the_admin_does_without_trusted_types() -> None:
    world = World()

    assert "trusted-types default drawing" in world.client("staff").get("/routines/")["Content-Security-Policy"]
    assert "trusted-types" not in world.client("staff").get("/admin/")["Content-Security-Policy"]


@pytest.mark.parametrize("word", ["unsafe", "http:", "https:", "*"])
def test_policy_trusts_nobody_else(word: str) -> None:
    assert [sources for sources in django_settings.SECURE_CSP.values() if any(word in it for it in sources)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/routines/", "/sessions/", "/progress/", "/settings/", "/settings/data/"])
def test_personal_page_is_kept_by_nobody_else(path: str) -> None:
    response = World().client("owner").get(path)

    assert "private" in response["Cache-Control"]
    assert re.search("no-cache|no-store", response["Cache-Control"])


@pytest.mark.django_db
def test_signing_out_empties_the_browser_but_not_what_it_has_yet_to_deliver() -> None:
    client = World().client("owner")

    assert client.get("/accounts/logout/").get("Clear-Site-Data") is None
    assert client.post("/accounts/logout/")["Clear-Site-Data"] == '"cache"'


def test_cookies_belong_to_this_host_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from backroutine import settings as module

    monkeypatch.setenv("SITE_URL", "https://back.example.org")
    try:
        secure = importlib.reload(module)
        names = [secure.SESSION_COOKIE_NAME, secure.CSRF_COOKIE_NAME, secure.GUEST_COOKIE_NAME]

        assert all(name.startswith("__Host-") for name in names)
        assert secure.SESSION_COOKIE_SECURE
        assert secure.CSRF_COOKIE_SECURE
    finally:
        monkeypatch.undo()
        importlib.reload(module)


@pytest.mark.django_db
def test_body_of_a_visitor_is_never_as_large_as_a_persons_file(client: Client, alice_client: Client) -> None:
    def send(browser: Client) -> int:
        body = b"x" * (1024 * 1024)
        return browser.post("/settings/data/upload/", body, content_type="text/plain").status_code

    assert (send(client), send(alice_client)) == (413, 422)


# --- In Chromium: nothing that the site does itself is refused ---


@pytest.fixture
def signed_in(page: Page, live_server: Any, transactional_db: None) -> tuple[Page, World]:
    world = World()
    cookie = world.client("owner").cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page, world


def test_no_page_offends_its_own_policy(signed_in: tuple[Page, World]) -> None:
    page, world = signed_in
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))

    for path in (
        "/",
        "/exercises/",
        "/exercises/plank/",
        f"/routines/{world.routine.pk}/",
        f"/routines/{world.routine.pk}/edit/",
        f"/routines/{world.routine.pk}/play/",
        "/sessions/",
        "/progress/",
        "/settings/",
        "/unsaved/",
    ):
        page.goto(path, wait_until="networkidle")

    assert said == []


def test_text_that_no_answer_brought_is_refused(signed_in: tuple[Page, World]) -> None:
    page, _world = signed_in
    page.goto("/exercises/")

    written = page.evaluate(
        """() => { try { document.body.innerHTML = "<img src=x onerror=alert(1)>"; return "written"; }
                   catch (error) { return error.name; } }"""
    )
    script = page.evaluate(
        """() => { try { document.createElement("script").src = "https://evil.example/x.js"; return "taken"; }
                   catch (error) { return error.name; } }"""
    )

    assert (written, script) == ("TypeError", "TypeError")


def test_answers_to_htmx_are_shown(signed_in: tuple[Page, World]) -> None:
    page, _world = signed_in
    page.goto("/exercises/")
    page.get_by_role("searchbox").fill("bridge")

    page.wait_for_url("**/exercises/?q=bridge")
    expect(page.get_by_role("link", name="Bridge")).to_be_visible()
