"""Templates are drawn by a quick engine where it has a wheel, and by Django's own elsewhere: they must agree."""

import copy
import re
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import transaction
from django.template import engines
from django.test import Client
from django.utils import timezone

from backroutine import visitors
from tests.access import World
from tests.templates import watch

DJANGO = "django.template.backends.django.DjangoTemplates"
QUICK = "backroutine.templates.Templates"


def templates_of(backend: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = copy.deepcopy(django_settings.TEMPLATES)
    found[0]["BACKEND"] = backend
    return found


@pytest.mark.parametrize("backend", [QUICK, DJANGO])
def test_what_is_undefined_fails_a_test(backend: str, settings: Any) -> None:
    if backend == QUICK:
        pytest.importorskip("django_rust_templates")
    settings.TEMPLATES = templates_of(backend)
    template = engines["django"].from_string("Good morning, {{ person.nickname }}")

    with pytest.MonkeyPatch.context() as patch:
        watch(patch, type(template))
        with pytest.raises(pytest.fail.Exception, match=r"person\.nickname"):
            template.render({})


@pytest.mark.parametrize("backend", [QUICK, DJANGO])
def test_partial_includes_another_template(backend: str, settings: Any) -> None:
    if backend == QUICK:
        pytest.importorskip("django_rust_templates")
    settings.TEMPLATES = templates_of(backend)

    for shown in ("{% partialdef mark inline %}", "{% partial mark %}{% partialdef mark %}"):
        text = shown + '{% include "_mark.html" %}{% endpartialdef %}'
        assert "<svg" in engines["django"].from_string(text).render({})


# What is another in each answer: tokens, nonces, random names, and the second in which something was signed.
CHANGING = (
    r'(?<=csrfmiddlewaretoken" value=)"\w+"',
    r'(?<=X-CSRFToken": )"\w+"',
    r'nonce="[^"]+"',
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}",
    r":\w{6}:[\w-]{43}",
)


def comparable(text: str) -> str:
    return re.sub("|".join(CHANGING), "…", text)


def pages(client: Client, world: World) -> dict[str, str]:
    """Return every page of the site and every fragment of one, as they are sent to this browser at this moment."""
    found = {}
    for target in world.targets():
        for headers in ({}, {"HX-Request": "true"}) if "GET" in target.row.methods else ():
            if target.row.name in ("account_logout", "mfa_activate_totp"):
                continue  # ends the visit; has a new secret each time
            with transaction.atomic():
                response = client.get(target.url, headers=headers)
                transaction.set_rollback(True)  # what is noted of a visit would stand on the next page
            if response.get("Content-Type", "").startswith("text/html"):
                found[f"{target.key} {'(htmx)' if headers else ''}"] = comparable(response.text)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["owner", "visitor"])
def test_both_engines_draw_the_same_pages(who: str, settings: Any) -> None:
    pytest.importorskip("django_rust_templates")
    world = World()
    client = world.client(who)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}

    with time_machine.travel(timezone.now(), tick=False):  # pages say what time it is
        settings.TEMPLATES = templates_of(QUICK)
        quick = pages(client, world)
        visitors.forget()
        client.cookies.clear()
        client.cookies.load(cookies)
        settings.TEMPLATES = templates_of(DJANGO)
        plain = pages(client, world)

    assert len(quick) > (25 if who == "visitor" else 100)
    for name, text in quick.items():
        assert text.splitlines() == plain[name].splitlines(), name
