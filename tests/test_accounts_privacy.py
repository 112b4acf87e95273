"""The privacy page says all that is kept: a new table or column fails here until accounts/privacy.py has words."""

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import models
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.privacy import NOT_ABOUT_PEOPLE, PARTS, TIES, columns_of, cookies
from tests.factories import PASSWORD

TOLD: dict[str, set[str]] = {}
for part in PARTS:
    for label, columns in columns_of(part).items():
        TOLD.setdefault(label, set()).update(columns)
MODELS = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}


def columns_of_table(model: type[models.Model]) -> set[str]:
    return {field.name for field in (*model._meta.local_concrete_fields, *model._meta.local_many_to_many)}


def test_every_table_is_told_of_or_says_nothing_of_anybody() -> None:
    assert set(TOLD) | NOT_ABOUT_PEOPLE == set(MODELS)
    assert set(TOLD) & NOT_ABOUT_PEOPLE == set()


@pytest.mark.parametrize("name", sorted(TOLD))
def test_every_column_has_a_purpose_in_words(name: str) -> None:
    assert columns_of_table(MODELS[name]) - TIES == TOLD[name] - TIES


def test_the_page_says_each_of_them(client: Client, db: None) -> None:
    text = client.get("/privacy/").content.decode()

    for each in PARTS:
        assert all(str(words) in text for words in each.purposes)
        assert str(each.until) in text


@pytest.mark.parametrize("path", ["/", "/about/", "/accounts/signup/"])
def test_it_is_linked(client: Client, db: None, path: str) -> None:
    assert 'href="/privacy/"' in client.get(path).content.decode()


def test_search_engines_may_find_it(client: Client, db: None) -> None:
    assert "/privacy/</loc>" in client.get("/sitemap.xml").content.decode()


def test_no_other_cookies_are_set(client: Client, alice: User) -> None:
    cache.clear()
    client.get("/")
    client.post(reverse("accounts:start"), {"as_guest": "yes"})
    client.post("/settings/", {"time_zone": "Europe/Berlin"})
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    client.post("/settings/", {"time_zone": "Europe/Berlin"})
    client.get("/accounts/signup/")

    assert set(client.cookies) == {name for name, _purpose, _life in cookies()}


def test_looking_around_sets_nothing_but_what_a_form_needs(client: Client, db: None) -> None:
    for path in ("/", "/exercises/", "/programmes/", "/about/", "/privacy/"):
        client.get(path)

    assert set(client.cookies) <= {"csrftoken"}
