import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from accounts.models import User
from backroutine.limits import hits, limited, too_many
from backroutine.models import CacheEntry

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def guess(client: Client, **headers: Any) -> HttpResponse:
    response: HttpResponse = client.get("/shared/abc.def/", **headers)  # type: ignore[assignment]
    return response


def use_up(who: str = "address 127.0.0.1", *, name: str = "shared", but: int = 0) -> None:
    for _ in range(120 - but):
        hits(name, who, 60)


@pytest.mark.django_db
def test_guessing_at_share_links_ends_with_words_and_a_time(client: Client, clock: Any) -> None:
    use_up(but=1)
    assert guess(client).status_code == 404

    clock.shift(15)
    response = guess(client)

    assert (response.status_code, response["Retry-After"]) == (429, "45")
    assert "no-store" in response["Cache-Control"]
    assert "Try again in a minute." in response.content.decode()


@pytest.mark.django_db
def test_after_its_window_the_limit_begins_anew(client: Client, clock: Any) -> None:
    use_up()

    clock.shift(60)

    assert guess(client).status_code == 404


@pytest.mark.django_db
def test_each_address_is_counted_for_itself_and_cannot_change_its_name(client: Client) -> None:
    use_up()

    assert guess(client, headers={"X-Forwarded-For": "203.0.113.5"}).status_code == 429
    assert guess(client, REMOTE_ADDR="203.0.113.5").status_code == 404


@pytest.mark.django_db
def test_people_behind_one_address_do_not_share_a_limit(alice_client: Client, bob_client: Client, alice: User) -> None:
    use_up(f"person {alice.pk}")

    assert (guess(alice_client).status_code, guess(bob_client).status_code) == (429, 404)


@pytest.mark.django_db
def test_script_is_told_as_json(alice_client: Client, alice: User) -> None:
    def send() -> Any:
        return alice_client.post("/sessions/sync/", b"{}", content_type="application/json")

    use_up(f"person {alice.pk}", name="sync", but=1)
    assert send().status_code == 422

    response = send()
    assert (response.status_code, response["Content-Type"]) == (429, "application/json")
    assert json.loads(response.content)["error"].startswith("That was very often")


@pytest.mark.django_db
def test_looking_at_a_form_is_not_counted(alice_client: Client) -> None:
    assert {alice_client.get("/routines/paste/").status_code for _ in range(61)} == {200}


@pytest.mark.django_db
def test_cache_holds_no_address_and_no_person(client: Client, alice_client: Client, alice: User) -> None:
    guess(client, REMOTE_ADDR="203.0.113.77")
    guess(alice_client)

    kept = " ".join(entry.cache_key + entry.value for entry in CacheEntry.objects.all())
    assert CacheEntry.objects.count() == 2
    assert "203.0.113.77" not in kept
    assert f"person {alice.pk}" not in kept


@pytest.mark.django_db
def test_lost_cache_only_forgets(client: Client) -> None:
    use_up()

    cache.clear()

    assert guess(client).status_code == 404


@pytest.mark.django_db
def test_database_that_cannot_count_lets_people_in(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*args: object, **kwargs: object) -> int:
        raise DatabaseError("disk full")

    monkeypatch.setattr(type(cache._connections["default"]), "count", refuse)  # type: ignore[attr-defined]

    assert hits("shared", "address 203.0.113.5", 60) == 0
    assert caplog.messages == ["Requests for shared cannot be counted: the database refuses."]


@pytest.mark.django_db
def test_allauth_answers_with_the_same_page(client: Client) -> None:
    responses = [client.post("/accounts/login/", {"login": "x@example.org", "password": "no"}) for _ in range(40)]

    assert responses[-1].status_code == 429
    assert "That was very often in a short time" in responses[-1].content.decode()
    assert responses[-1]["Retry-After"] == "300"


@pytest.mark.django_db
def test_decorator_keeps_the_view_its_marks(rf: RequestFactory, alice: User) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("in")

    view.login_required = False  # type: ignore[attr-defined]
    once = limited("once", 1, 60)(view)
    request = rf.get("/")
    request.user = alice

    assert once.login_required is False  # type: ignore[attr-defined]
    assert once(request).content == b"in"
    assert once(request).status_code == 429


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "words"), [(1, "in a minute."), (61, "in 2 minutes."), (600, "in 10 minutes.")])
def test_page_rounds_up_to_minutes(alice_client: Client, seconds: int, words: str) -> None:
    request = alice_client.get("/settings/").wsgi_request

    assert words in too_many(request, seconds).content.decode()
