"""A web worker killed with SIGKILL in the middle of each kind of write: all of it or nothing, and again works once."""

import json
import re
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest

from tests.faults.looking import figures, grown, stalled, stored
from tests.faults.served import Answer, Served, record, wait_for

FIELD = re.compile(r"<(?:input|textarea|select)[^>]*?\bname=\"([^\"]+)\"[^>]*>")


@dataclass
class Write:
    """A request, where its transaction is stopped, what is more after it, and whether twice is once."""

    send: Callable[[], Answer]
    table: str
    event: str
    grows: dict[str, int]
    is_once: bool = True
    is_one_statement: bool = False


def start(served: Served) -> str:
    key = str(uuid.uuid4())
    assert served.browser.post("/sessions/start/", {"routine": served.routine, "key": key}).status == 302
    return key


def played(served: Served) -> str:
    key = start(served)
    assert served.browser.post_json("/sessions/sync/", record(served.mark, key, 1, is_over=True)).status == 200
    return key


def starting(served: Served) -> Write:
    data = {"routine": served.routine, "key": str(uuid.uuid4())}
    grows = {"logbook_session": 1, "logbook_entry": 4}
    return Write(lambda: served.browser.post("/sessions/start/", data), "logbook_entry", "INSERT", grows)


def reporting(served: Served) -> Write:
    body = record(served.mark, start(served), 1)
    return Write(
        lambda: served.browser.post_json("/sessions/sync/", body),
        "logbook_loggedset",
        "INSERT",
        {"logbook_loggedset": 40},
    )


def reporting_again(served: Served) -> Write:
    """The sets of the report before are deleted and not yet written anew."""
    key = start(served)
    assert served.browser.post_json("/sessions/sync/", record(served.mark, key, 1)).status == 200
    body = record(served.mark, key, 2, sets=9)
    return Write(
        lambda: served.browser.post_json("/sessions/sync/", body),
        "logbook_loggedset",
        "DELETE",
        {"logbook_loggedset": -4},
    )


def finishing(served: Served) -> Write:
    body = record(served.mark, start(served), 1, is_over=True)
    return Write(
        lambda: served.browser.post_json("/sessions/sync/", body),
        "logbook_session",
        "UPDATE",
        {"logbook_loggedset": 40},
    )


def building(served: Served) -> Write:
    data = {"exercise": "plank", "key": str(uuid.uuid4())}
    path = f"/routines/{served.routine}/add/"
    grows = {"routines_prescription": 1, "routines_change": 1}
    return Write(lambda: served.browser.post(path, data), "routines_change", "INSERT", grows)


def importing(served: Served) -> Write:
    """Somebody else's history: another account's file, so that all of it is new."""
    document = json.loads(served.browser.get("/settings/data/backroutine.json").body)
    text = json.dumps(document)
    for key in set(re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", text)):
        text = text.replace(key, str(uuid.uuid4()))
    assert document["sessions"]
    assert served.browser.upload("/settings/data/upload/", "mine.json", text.encode()).status == 302
    return Write(
        lambda: served.browser.post("/settings/data/import/"), "logbook_loggedset", "INSERT", {}, is_once=False
    )


def deleting(served: Served) -> Write:
    path = f"/sessions/{played(served)}/delete/"
    return Write(lambda: served.browser.post(path), "logbook_session", "UPDATE", {}, False, True)


def deleting_a_routine(served: Served) -> Write:
    copied = served.browser.post(f"/routines/{served.routine}/copy/")
    assert copied.status == 302
    path = f"{copied.headers['Location']}delete/"
    return Write(lambda: served.browser.post(path), "routines_routine", "UPDATE", {}, is_one_statement=True)


def pasting(served: Served) -> Write:
    """A routine of three, one of them an own exercise."""
    sheet = "Plank 2 x 30 sec\nBird dog 3x10s each side\nNerve flossing 10 reps"
    shown = served.browser.post("/routines/paste/", {"text": sheet, "do": "read"}).text
    data = fields(shown) | {"do": "save", "text": sheet, "name": f"Physio {uuid.uuid4().hex[:6]}"}
    grows = {"routines_routine": 1, "routines_prescription": 3, "exercises_exercise": 1}
    return Write(lambda: served.browser.post("/routines/paste/", data), "routines_prescription", "INSERT", grows, False)


def page(served: Served, path: str) -> str:
    return served.browser.get(path).text


def fields(html: str) -> dict[str, str]:
    """Return what a browser would send of the form with the lines."""
    found: dict[str, str] = {}

    class Reader(HTMLParser):
        select = ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            a = dict(attrs)
            name = a.get("name") or ""
            if tag == "input" and name and (a.get("type") not in {"checkbox", "radio"} or "checked" in a):
                found[name] = a.get("value") or ""
            if tag == "select":
                self.select = name
            if tag == "option" and self.select and ("selected" in a or self.select not in found):
                found[self.select] = a.get("value") or ""

    Reader().feed(html)
    return found


WRITES = [starting, reporting, reporting_again, finishing, building, importing, deleting, deleting_a_routine, pasting]


@pytest.mark.parametrize("kind", WRITES, ids=lambda kind: kind.__name__)
def test_a_killed_worker_leaves_all_or_nothing(served: Served, kind: Callable[[Served], Write]) -> None:
    wait_for(served.is_ready, 60)
    write = kind(served)
    before = stored(served)
    answers: list[Answer] = []
    with stalled(served, write.table, write.event) as wait_until_stalled:
        asking = threading.Thread(target=lambda: answers.append(write.send()))
        asking.start()
        try:
            wait_until_stalled()
        finally:
            served.kill_worker()
        killed_at = time.monotonic()
        asking.join(30)
    wait_for(served.is_ready, 60)
    seconds = time.monotonic() - killed_at

    # The browser was told nothing, and nothing of it is there; one statement alone PostgreSQL may have gone on to do.
    assert [answer.status for answer in answers] == [0]
    is_there = stored(served) != before
    assert not is_there or write.is_one_statement

    # Sent again it is there, once.
    answer = write.send()
    assert answer.status in ({200, 302, 404} if is_there else {200, 302}), answer.text
    after = stored(served)
    assert after != before
    if write.grows:
        assert grown(before, after) == write.grows
    if write.is_once:
        assert write.send().status in {200, 302}
        assert grown(after, stored(served)) == {}
    figures(ready_again_after_s=round(seconds, 2))
