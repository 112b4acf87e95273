"""Whatever is sent, the answer is one: never a fault of the server (5xx), and what is refused has changed nothing.

The forms are found, not listed: each URL of tests/access.py is asked once, and the fields of the forms it bound are
what it is then sent. `--hypothesis-profile=long` tries a hundred times as much; docs/security.md says how often it did.
"""

import json
import logging
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import hypothesis
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.forms import BaseForm
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import strategies as st

from accounts.portability.exporting import export
from routines.routine_file.writing import text_of
from tests.access import Target, World, walk
from tests.test_backroutine_access import request, undone
from tests.test_backroutine_requests import DERIVED, everything

NASTY = [
    "",
    " ",
    "\0",
    "a\0b",
    "\u202eright to left\u202c",
    "\ufffe",
    "\U0001f9d8\u200d♀️" * 50,
    "e" + "\u0301" * 500,
    "x" * 20_000,
    "9" * 5_000,
    "-1",
    "0",
    "-0",
    "1.5",
    "1e309",
    "1_000",
    "٣",
    "²",
    "NaN",
    "Infinity",
    "0x10",
    str(2**31),
    str(2**63),
    str(10**40),
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "24:00",
    "00:00",
    "00000000-0000-0000-0000-000000000000",
    "true",
    "None",
    "on",
    "new",
    "[" * 3_000,
    '{"a":' * 1_000,
    "'; DROP TABLE routines_routine; --",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}{% load x %}",
    "%s%n%(a)s",
    "../../etc/passwd",
    "a,b;c\td\r\ne",
    "10," * 2_000,
    "3x10 s hold each side twice a day\n" * 300,
]
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
tried: Counter[str] = Counter()

type Look = Callable[[HttpResponse], None]


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.CRITICAL)
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module", autouse=True)
def _report() -> Iterator[None]:
    """Say how much was tried, for docs/security.md (shown by -s)."""
    yield
    print("\ninputs tried:", sum(tried.values()), dict(tried))  # noqa: T201


def examples(share: int) -> hypothesis.settings:
    """Return settings for a test that gets the share-th part of the profile's examples."""
    most = max(1, hypothesis.settings().max_examples // share)
    quiet = [
        hypothesis.HealthCheck.too_slow,
        hypothesis.HealthCheck.data_too_large,
        hypothesis.HealthCheck.nested_given,
    ]
    return hypothesis.settings(max_examples=most, deadline=None, database=None, suppress_health_check=quiet)


@contextmanager
def answered(kind: str, before: dict[str, int], kept: frozenset[str] = frozenset()) -> Iterator[Look]:
    """Yield what looks at an answer; what was done in between is then taken back. The `kept` tables may change."""
    tried[kind] += 1
    with undone():
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            responses: list[HttpResponse] = []
            yield responses.append
            for response in responses:
                if response.streaming:
                    b"".join(response)  # type: ignore[arg-type]
        status = responses[0].status_code
        assert status < 500, f"{responses[0].wsgi_request}: {status}"  # type: ignore[attr-defined]
        written = {match[1] for query in queries if (match := WRITES.match(query["sql"]))} - DERIVED - kept
        if status >= 400 and written:
            after = everything()
            assert [name for name in after if after[name] != before[name] and name not in kept] == [], (
                "refused, yet changed"
            )


def fields_of(client: Client, target: Target, method: str) -> list[str]:
    """Return the names of the fields of every form that this request binds."""
    found: list[str] = []
    clean = BaseForm.full_clean

    def note(form: BaseForm) -> None:
        found.extend(form.add_prefix(name) for name in form.fields)
        clean(form)

    with pytest.MonkeyPatch.context() as patch, undone():
        patch.setattr(BaseForm, "full_clean", note)
        request(client, target, method)
    return list(dict.fromkeys([*found, *target.data, *target.query, *ALWAYS]))


# What World.prepare() fills before the first answer.
PREPARED = frozenset({"accounts_upload", "mfa_authenticator"})

# What views read of a request beside their forms.
ALWAYS = (
    "next",
    "do",
    "q",
    "range",
    "below",
    "through",
    "routine",
    "activity",
    "exercise",
    "minutes",
    "key",
    "was",
    "name",
)


def values(known: Any) -> st.SearchStrategy[Any]:
    nasty = st.one_of(st.sampled_from(NASTY), st.text(max_size=40), st.integers().map(str), st.dates().map(str))
    one = st.one_of(nasty, st.just(str(known))) if known is not None else nasty
    return st.one_of(one, one, one, st.lists(one, max_size=30))


@pytest.mark.django_db
def test_no_form_breaks() -> None:
    world = World()
    client, before = world.client("owner"), everything()
    for target in world.targets():
        for method in sorted(target.row.methods):
            with undone():
                world.prepare(target.row.name)
            names = fields_of(client, target, method)
            fields = {name: values(target.data.get(name, target.query.get(name))) for name in names}
            _send_forms(world, client, target, method, fields, before)


def _send_forms(
    world: World, client: Client, target: Target, method: str, fields: dict[str, Any], before: dict[str, int]
) -> None:
    with undone():
        world.prepare(target.row.name)

        @examples(50)
        @hypothesis.given(st.fixed_dictionaries({}, optional=fields))
        def send(sent: dict[str, Any]) -> None:
            hypothesis.note(f"{method} {target.url}")
            with answered("forms", before, PREPARED) as look:
                if method == "GET":
                    look(ask(client, replace(target, query=sent), "GET"))
                else:
                    look(ask(client, replace(target, data=sent), "POST"))

        send()


def ask(client: Client, target: Target, method: str) -> HttpResponse:
    address = target.path
    if target.query:
        pairs = [(name, each) for name, it in target.query.items() for each in (it if isinstance(it, list) else [it])]
        address += "?" + "&".join(f"{quote(name)}={quote(each, errors='surrogatepass')}" for name, each in pairs)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    data = {name: [encodable(each) for each in it] if isinstance(it, list) else encodable(it)
            for name, it in target.data.items()}  # fmt: skip
    response: Any = client.get(address) if method == "GET" else client.post(address, data)
    client.cookies.clear()
    client.cookies.load(cookies)
    return response  # type: ignore[no-any-return]


def encodable(value: Any) -> str:
    return str(value).encode("utf-8", "replace").decode()


# --- Bodies that are no forms ---

BODIES = st.one_of(
    st.binary(max_size=200),
    st.sampled_from([b"\xff\xfe\x00", b"\xed\xa0\x80", b"[" * 50_000, b'{"a":' * 50_000, b"=&" * 1_500, b"a=1&" * 3_000,
                     b"--x\r\nContent-Disposition: form-data; name=", b"%" * 500, b"name=%ED%A0%80", b"name=%00",
                     b"null", b"[]", b'""', b"0", b"1e999"]),
)  # fmt: skip
TYPES = [
    "application/json",
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-7",
    "application/x-www-form-urlencoded; charset=none-such",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=" + "é" * 10,
    "text/plain",
    "text/xml",
    "nonsense",
    "",
]


@pytest.mark.django_db
def test_no_body_breaks() -> None:
    world = World()
    client, before = world.client("owner"), everything()
    for target in world.targets():
        if "POST" not in target.row.methods:
            continue
        with undone():
            world.prepare(target.row.name)
            _send_bodies(client, target, before)


def _send_bodies(client: Client, target: Target, before: dict[str, int]) -> None:
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}

    @examples(50)
    @hypothesis.given(BODIES, st.sampled_from(TYPES))
    def send(body: bytes, kind: str) -> None:
        hypothesis.note(target.url)
        with answered("bodies", before, PREPARED) as look:
            look(client.generic("POST", target.url, body, content_type=kind))  # type: ignore[arg-type]
        client.cookies.clear()
        client.cookies.load(cookies)

    send()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["owner", "visitor"])
def test_no_address_breaks(who: str) -> None:
    """Every part of an address that names something names something else."""
    world = World()
    client = world.client(who)
    routes = {name: route for name, route, _view in walk()}
    before = everything()
    numbers = ["0", "9" * 19, str(2**63), "9" * 400]
    words = [
        "0",
        "-",
        "_" * 300,
        "own-" + "9" * 30,
        "%00",
        "a%00b",
        "%ED%A0%80",
        "%FF",
        "é",
        "😀" * 50,
        "x" * 3_000,
        "..",
        "%2e%2e",
    ]
    uuids = ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"]
    for target in world.targets():
        route = routes[target.row.name]
        pieces = re.findall(r"<(\w+):\w+>|\(\?P<", route)
        if not pieces:
            continue
        kinds = {"int": numbers, "uuid": uuids}
        for others in (kinds.get(pieces[0], words), random.Random(7).sample(words, 4)):
            for other in others:
                path = re.sub(r"<\w+:\w+>", other, route)
                path = "/" + re.sub(r"\(\?P<\w+>[^)]*\)", other, path).replace("^", "").replace("$", "")
                for method in target.row.methods:
                    with answered("addresses", before) as look:
                        look(getattr(client, method.lower())(path))


# --- Documents: one place of a good one is changed ---

JSON_NASTY: list[Any] = [
    None, True, False, 0, -1, 1.5, 2**31, 2**63, 10**40, 1e308, float("nan"), float("inf"), "", "\0", "\ud800",
    "\u202e", "x" * 5_000, [], {}, [[]], [None] * 300, {"a": {"a": {"a": {}}}}, "2026-02-30", "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00", "left", "own-1-x", "📋",
]  # fmt: skip


def places(document: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to everything in a document."""
    yield at
    inside = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for key, value in inside:
        yield from places(value, (*at, key))


def changed(document: Any, at: tuple[Any, ...], value: Any, how: str) -> Any:
    if not at:
        return value
    copy = json.loads(json.dumps(document))
    parent = copy
    for key in at[:-1]:
        parent = parent[key]
    if how == "drop":
        del parent[at[-1]]
    elif how == "double" and isinstance(parent, list):
        parent.append(parent[at[-1]])
    elif how == "strange" and isinstance(parent, dict):
        parent["strange"] = value
    else:
        parent[at[-1]] = value
    return copy


@st.composite
def spoilt(draw: Any, document: Any) -> bytes:
    """Draw a document with a few places changed, as bytes: sometimes cut short, or with a name given twice."""
    ways = list(places(document))
    for _ in range(draw(st.integers(1, 3))):
        value = draw(st.one_of(st.sampled_from(JSON_NASTY), st.integers(), st.floats(), st.text(max_size=20)))
        how = draw(st.sampled_from(["put", "put", "put", "drop", "double", "strange"]))
        document = changed(document, draw(st.sampled_from(ways)), value, how)
        ways = list(places(document))
    text = json.dumps(document)
    how = draw(st.sampled_from(["whole", "whole", "whole", "whole", "cut", "twice", "bytes"]))
    if how == "cut":
        text = text[: draw(st.integers(0, len(text)))]
    elif how == "twice":
        text = text.replace("{", '{"version": [], "version": 1, ', 1)
    content = text.encode("utf-8", "surrogatepass")
    return content + b"\xff\xfe" if how == "bytes" else content


def as_file(content: bytes, name: str = "x.json") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content)}


@pytest.mark.django_db
def test_no_document_breaks() -> None:
    world = World()
    client = world.client("owner")
    everything_of_hers = json.loads("".join(map(str, export(world.alice))))
    routine = json.loads(text_of(world.alice.routines.kept().with_muscles().get(pk=world.routine.pk)))
    delivery = {
        "id": "01890000-0000-7000-8000-000000000009",
        "person": world.alice.mark,
        "device": "phone",
        "is_taking": False,
        "plan": None,
        "record": {
            "version": 3,
            "sent_at": 1_767_225_900_000,
            "started_at": 1_767_225_600_000,
            "finished_at": 1_767_225_900_000,
            "entries": [
                {
                    "position": 0,
                    "duration_seconds": 30,
                    "sets": [{"number": 1, "side": "both", "reps": 1, "held_seconds": 30, "is_skipped": False}],
                }
            ],
        },
        "ratings": {"effort": 5, "pain_after": 2, "note": "calm"},
    }
    known = client.post("/sessions/start/", {"routine": world.routine.pk, "key": delivery["id"]})
    assert known.status_code == 302
    before = everything()

    def send(kind: str, document: Any, post: Callable[[bytes], Any]) -> None:
        @examples(2)
        @hypothesis.given(spoilt(document))
        def run(content: bytes) -> None:
            with answered(kind, before, UPLOADED if kind == "data files" else frozenset()) as look:
                look(post(content))

        run()

    send("deliveries", delivery, lambda it: client.post("/sessions/sync/", it, content_type="application/json"))
    send("routine files", routine, lambda it: client.post("/routines/import/", as_file(it)))
    send("data files", everything_of_hers, lambda it: upload_and_import(client, it))


# A file that passed its first look is kept until it is imported or dropped.
UPLOADED = frozenset({"accounts_upload"})


def upload_and_import(client: Client, content: bytes) -> Any:
    """Upload, and import where that was not refused: what the check lets through must be stored without a fault."""
    response = client.post("/settings/data/upload/", as_file(content))
    if response.status_code != 302:
        return response
    client.get(response["Location"])
    return client.post(response["Location"], {"with_settings": "on", "sure": "yes"})


CELLS = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=12),
    st.dates().map(str),
    st.integers(-5, 10**6).map(str),
    st.sampled_from(["1/2/2026", "2026-03-01", "12:30", "1h 5min", "90", "Plank", "left", "7,5", "=1+1"]),
)
HEADINGS = [
    "date",
    "time",
    "name",
    "minutes",
    "pain before",
    "pain after",
    "effort",
    "note",
    "exercise",
    "side",
    "reps",
    "hold",
    "session",
]


@st.composite
def tables(draw: Any) -> bytes:
    delimiter = draw(st.sampled_from(",;\t"))
    headings = draw(st.lists(st.one_of(st.sampled_from(HEADINGS), CELLS), min_size=1, max_size=14))
    rows = draw(st.lists(st.lists(CELLS, max_size=15), max_size=8))
    text = "\r\n".join(delimiter.join(cells) for cells in [headings, *rows])
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    return text.encode(encoding, "replace")


@pytest.mark.django_db
def test_no_table_breaks() -> None:
    world = World()
    client = world.client("owner")
    before = everything()

    @examples(2)
    @hypothesis.given(tables())
    def send(content: bytes) -> None:
        with answered("tables", before, UPLOADED) as look:
            look(upload_and_import(client, content))

    send()


SHEET = st.lists(
    st.one_of(
        st.sampled_from(NASTY),
        st.text(max_size=60),
        st.from_regex(r"[A-Za-z ]{3,20} [0-9]{1,12} ?[x×] ?[0-9]{1,12}( ?s| reps| min)?( each side)?", fullmatch=True),
    ),
    max_size=12,
)


@pytest.mark.django_db
def test_no_pasted_sheet_breaks() -> None:
    world = World()
    client = world.client("owner")
    before = everything()

    @examples(2)
    @hypothesis.given(SHEET)
    def send(lines: list[str]) -> None:
        with answered("sheets", before) as look:
            look(client.post("/routines/paste/", {"text": encodable("\n".join(lines))}))  # type: ignore[arg-type]

    send()
