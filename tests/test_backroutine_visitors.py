"""What visitors are shown is made once, and is what it would have been; nobody else gets or fills it."""

import gzip
import threading
from http import HTTPStatus

import brotli
import pytest
from django.conf import settings as django_settings
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.management import call_command
from django.test import Client, RequestFactory

from accounts.guests import token_of
from accounts.models import User
from backroutine import visitors
from exercises import shelf
from exercises.models import Edition, Exercise
from routines.models import Programme
from tests.factories import PASSWORD, make_exercise, make_own_exercise

pytestmark = pytest.mark.django_db
PAGES = [
    "/",
    "/safety/",
    "/about/",
    "/privacy/",
    "/exercises/",
    "/exercises/?kind=stretch&q=knee",
    "/exercises/plank/",
    "/exercises/walking/",
    "/programmes/",
    "/programmes/desk-break-5/",
]
# What a kept page says in its own way: that it may be kept, on the condition that it is asked for anew.
OWN_WAY = {"Cache-Control", "Content-Encoding", "ETag", "Content-Length", "Vary", "X-Request-Id"}
TYPING = {"HX-Request": "true", "HX-Trigger-Name": "q"}


@pytest.fixture
def loaded() -> None:
    call_command("load_catalogue", verbosity=0)
    call_command("load_programmes", verbosity=0)


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """Return the paths of the pages that were made, as they are."""
    paths, page = [], visitors.Page

    def noting(response, edition, match, effort):
        paths.append(match.view_name)
        return page(response, edition, match, effort)

    monkeypatch.setattr(visitors, "Page", noting)
    return paths


def body(response) -> bytes:
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(response.get("Content-Encoding", ""))
    return unpack(response.content) if unpack else response.content


@pytest.mark.parametrize("packing", ["gzip, deflate, br, zstd", "gzip", "identity"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_kept_page_is_what_it_would_have_been(client, loaded, monkeypatch, packing, language):
    asked = {"Accept-Encoding": packing, "Accept-Language": language}
    for path in PAGES:
        for htmx in ({}, TYPING):
            with monkeypatch.context() as patch:
                patch.setattr(visitors, "is_same_for_all", lambda *_: False)
                uncached = client.get(path, headers=asked | htmx)
            first, second = (client.get(path, headers=asked | htmx) for _ in range(2))

            assert body(first) == body(second) == body(uncached), path
            assert second.get("Content-Encoding", "") == {"gzip": "gzip", "identity": ""}.get(packing, "br")
            told = [
                {name: value for name, value in response.items() if name not in OWN_WAY}
                for response in (uncached, first, second)
            ]
            assert told[0] == told[1] == told[2], path
            assert dict(first.items()) | {"X-Request-Id": ""} == dict(second.items()) | {"X-Request-Id": ""}
            vary = [set(response["Vary"].split(", ")) for response in (uncached, second)]
            assert vary[1] == vary[0] | {"Cookie", "Accept-Encoding"}
            assert int(second["Content-Length"]) == len(second.content)


@pytest.mark.parametrize("path", PAGES)
def test_a_kept_page_asks_nothing_of_the_database(client, loaded, django_assert_num_queries, made, path):
    client.get(path)

    with django_assert_num_queries(0):
        assert client.get(path).status_code == HTTPStatus.OK
    assert len(made) == 1


@pytest.mark.parametrize("path", PAGES)
def test_no_kept_page_has_a_token_or_a_cookie_or_a_nonce(client, loaded, path):
    response = client.get(path)

    assert not response.cookies
    assert [word in response.text for word in ("csrfmiddlewaretoken", "X-CSRFToken", "nonce")] == [False] * 3


def test_head_is_answered_alike(client, loaded):
    page = client.get("/")

    assert client.head("/")["ETag"] == page["ETag"]


@pytest.mark.parametrize("path", PAGES)
def test_a_kept_page_fits_into_what_a_server_sends_at_once(client, loaded, path):
    """Ten packets, before the phone has said that the first has come: about 14 KB with the headers."""
    page = client.get(path, headers={"Accept-Encoding": "br"})

    assert len(page.content) + len(page.serialize_headers()) <= 14 * 1024


# --- 304 ---


@pytest.mark.parametrize("packing", ["br", "gzip", "identity"])
def test_a_page_one_has_is_not_sent_again(client, loaded, packing):
    first = client.get("/exercises/", headers={"Accept-Encoding": packing})

    again = client.get("/exercises/", headers={"Accept-Encoding": packing, "If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (HTTPStatus.NOT_MODIFIED, b"")
    for name in ("ETag", "Vary", "Cache-Control", "Content-Security-Policy"):
        assert again[name] == first[name]


def test_a_page_that_has_changed_is_sent(client):
    plank = make_exercise("Plank")
    etag = client.get("/exercises/")["ETag"]
    plank.name = "Front plank"
    plank.save()

    response = client.get("/exercises/", headers={"If-None-Match": etag})

    assert (response.status_code, "Front plank" in response.text) == (HTTPStatus.OK, True)


def test_whoever_has_signed_in_is_sent_their_own_page_whatever_they_have(alice_client, client, loaded):
    etag = client.get("/exercises/")["ETag"]

    response = alice_client.get("/exercises/", headers={"If-None-Match": etag})

    assert response.status_code == HTTPStatus.OK
    assert "Settings" in response.text
    assert response["Cache-Control"] == "private, no-cache"


# --- Whom it is for ---


def with_cookie(name: str, value: str) -> Client:
    client = Client()
    client.cookies[name] = value
    return client


def guest_client() -> Client:
    guest = User.objects.create_guest("Europe/Berlin")
    return with_cookie(django_settings.GUEST_COOKIE_NAME, token_of(guest))


def told_client() -> Client:
    request = RequestFactory().get("/")
    storage = CookieStorage(request)
    value = storage._encode([messages.storage.base.Message(messages.SUCCESS, "Said to one person")])
    return with_cookie("messages", value)


@pytest.mark.parametrize(
    "who",
    ["person", "guest", "told", "language", "stale session"],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_other_requests_neither_get_nor_fill_it(alice_client, loaded, made, who, is_first):
    asks = {
        "person": lambda: alice_client,
        "guest": guest_client,
        "told": told_client,
        "language": lambda: with_cookie(django_settings.LANGUAGE_COOKIE_NAME, "en"),
        "stale session": lambda: with_cookie(django_settings.SESSION_COOKIE_NAME, "x" * 32),
    }
    client = asks[who]()
    if not is_first:
        Client().get("/exercises/")
    number = len(made)

    response = client.get("/exercises/")

    assert (len(made), response.status_code, response.get("ETag")) == (number, HTTPStatus.OK, None)
    assert ("Said to one person" in response.text) is (who == "told")
    page = Client().get("/exercises/").text
    assert ("Said to one person" in page, "Sign in" in page) == (False, True)


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.post("/exercises/"),
        lambda client: client.get("/nowhere/"),
        lambda client: client.get("/exercises/no-such-thing/"),
        lambda client: client.get("/accounts/login/"),
        lambda client: client.get("/routines/"),
        lambda client: client.get("/sitemap.xml"),
        lambda client: client.get("/exercises/?invite=abc"),
        lambda client: client.get("/exercises/", {"q": "x" * 300}),
        lambda client: client.get("/exercises/", headers={"Authorization": "Basic eDp5"}),
        lambda client: client.get("/", headers={"Host": "evil.example"}),
    ],
)
def test_what_is_not_for_all_is_not_kept(client, loaded, made, ask, caplog):
    caplog.set_level("CRITICAL")

    response = ask(client)

    assert made == []
    assert "ETag" not in response


def test_nobodys_own_exercise_is_kept(alice, alice_client, client, made):
    own = make_own_exercise(alice)

    answers = [it.get(own.get_absolute_url()).status_code for it in (alice_client, client)]

    assert (answers, made) == ([HTTPStatus.OK, HTTPStatus.NOT_FOUND], [])


def test_signing_in_leaves_the_visitors_page_behind(client, alice, loaded):
    before = client.get("/").text
    client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})

    inside = client.get("/").text
    client.post("/accounts/logout/")

    assert ["Sign in" in html for html in (before, inside, client.get("/").text)] == [True, False, True]


# --- What makes it anew ---


def test_loading_shows_at_once(client, made):
    empty = client.get("/exercises/").text
    call_command("load_catalogue", verbosity=0)

    assert ("Side plank" in empty, "Side plank" in client.get("/exercises/").text) == (False, True)


def test_saving_a_programme_shows_at_once(client, loaded, monkeypatch):
    monkeypatch.setattr("tests.conftest.FORGETTING", [])
    client.get("/programmes/")
    programme = Programme.objects.get(slug="desk-break-5")
    programme.name = "Five minutes"
    programme.save()

    assert "Five minutes" in client.get("/programmes/").text


def test_another_process_shows_a_change_soon(client, monkeypatch):
    plank = make_exercise("Plank")
    client.get("/exercises/")
    monkeypatch.setattr("tests.conftest.FORGETTING", [])
    Exercise.objects.filter(pk=plank.pk).update(name="Front plank")
    Edition.objects.begin()
    late = client.get("/exercises/").text
    monkeypatch.setattr("exercises.shelf._keeper.check_at", 0.0)

    assert ("Front plank" in late, "Front plank" in client.get("/exercises/").text) == (False, True)


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [("SIGNUP", "closed", "Sign up"), ("ARE_GUESTS_WELCOME", False, "Try it without an account")],
)
def test_settings_are_minded(client, loaded, settings, name, value, word):
    before = client.get("/").text
    setattr(settings, name, value)

    assert (word in before, word in client.get("/").text) == (True, False)


def test_hosts_and_schemes_have_pages_of_their_own(client, loaded, made, settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 60
    client.get("/", headers={"Host": "one.example"})

    response = client.get("/", headers={"Host": "two.example", "X-Forwarded-Proto": "https"})

    assert (len(made), "Strict-Transport-Security" in response) == (2, True)


# --- How much is kept ---


def page_of(size: int) -> visitors.Page:
    from django.http import HttpResponse

    page = visitors.Page(HttpResponse("x"), shelf.now(), None)
    page.plain, page.packed = b"x" * size, {}
    return page


def test_the_pages_asked_for_longest_ago_go_first():
    pages = visitors.Pages(100)
    for name in "abc":
        pages.put(name, page_of(30))
    pages.get("a")
    pages.put("d", page_of(30))

    assert [name for name in "abcd" if pages.get(name)] == ["a", "c", "d"]
    assert pages.bytes == 90


def test_a_page_made_again_counts_once():
    pages = visitors.Pages(100)
    for _ in range(5):
        pages.put("a", page_of(30))

    assert pages.bytes == 30


def test_questions_without_end_do_not_push_out_the_pages(client, loaded, made, monkeypatch):
    monkeypatch.setitem(visitors._kept, "answers", visitors.Pages(150_000))
    client.get("/safety/")
    for number in range(5):
        client.get(f"/exercises/?q=stretch&x={number}")
    client.get("/safety/")

    assert made.count("safety") == 1
    assert visitors._kept["answers"].bytes <= 150_000


def test_many_may_ask_at_once():
    pages, errors = visitors.Pages(1000), []

    def hammer(name: str) -> None:
        try:
            for number in range(300):
                pages.put(f"{name}{number % 7}", page)
                pages.get(f"{name}{number % 5}")
        except Exception as error:
            errors.append(error)

    page = page_of(100)
    threads = [threading.Thread(target=hammer, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (errors, pages.bytes == 100 * len(pages.pages) <= 1000) == ([], True)
