import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import Page


def test_healthz_asks_no_database(client: Client) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_asks_the_database(client: Client, database: str) -> None:
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (200, b"ready\n")
    assert connection.vendor == database


def test_readyz_answers_a_browser(page: Page) -> None:
    page.goto("/readyz")

    assert page.locator("body").inner_text().strip() == "ready"
