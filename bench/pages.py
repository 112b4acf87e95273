"""What a person meets, as requests: pages, what htmx asks for, and what is sent."""

import itertools
import json
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.load import NUMBER, Request
from bench.people import PASSWORD

PUBLIC, OWN = "empty", "signed-in"
ADDRESSES = 2000


@dataclass(frozen=True)
class Page:
    """`floor` is the one it is held against; `is_held` says whether it has to keep within the target."""

    name: str
    floor: str
    requests: list[Request]
    is_held: bool = True
    is_document: bool = True


def get(path, person=None, **headers):
    cookie = {"Cookie": person["cookie"]} if person else {}
    return Request(path, headers=cookie | {name.replace("_", "-"): value for name, value in headers.items()})


def keystroke(path, target, person=None):
    """A letter typed into the search box."""
    return get(path, person, HX_Request="true", HX_Target=target, HX_Trigger_Name="q", Accept="*/*")


def post(path, person, fields, **headers):
    own = {"Cookie": person["cookie"], "X-CSRFToken": person["token"]}
    own |= {"Content-Type": "application/x-www-form-urlencoded"}
    fields = urlencode(fields, safe="#")
    return Request(path, "POST", own | {name.replace("_", "-"): value for name, value in headers.items()}, fields)


def save(person, key=""):
    """A device delivers a finished session of ten exercises: each time a newer report of the same session."""
    now = int(time.time() * 1000)
    entries = [
        {
            "position": place,
            "duration_seconds": 95,
            "sets": [
                {"number": n, "side": side, "reps": 1, "held_seconds": 30, "is_skipped": False} for n, side in keys
            ],
        }
        for place, keys in enumerate(person["sets"])
    ]
    record = {"version": NUMBER, "sent_at": now, "started_at": now - 900_000, "finished_at": now - 1000}
    delivery = {
        "id": key or person["begun"],
        "person": person["mark"],
        "device": "bench",
        "record": record | {"entries": entries},
        "ratings": {"effort": 4, "pain_before": 3, "pain_after": 2, "note": ""},
    }
    headers = {"Cookie": person["cookie"], "X-CSRFToken": person["token"], "Content-Type": "application/json"}
    body = json.dumps(delivery).replace(f'"{NUMBER}"', NUMBER)
    return Request("/sessions/sync/", "POST", headers | {"Accept": "application/json"}, body)


def sign_in(person, number):
    """Each from another address, as many people would: so many from one are refused."""
    address = f"198.18.{number // 250}.{number % 250 + 1}"
    stranger = {"cookie": f"csrftoken={person['token']}", "token": person["token"]}
    fields = {"login": person["email"], "password": PASSWORD, "csrfmiddlewaretoken": person["token"]}
    return post("/accounts/login/", stranger, fields, X_Forwarded_For=address)


def public_pages():
    return [
        Page("landing", PUBLIC, [get("/")]),
        Page("library", PUBLIC, [get("/exercises/")]),
        Page("library, a keystroke", PUBLIC, [keystroke("/exercises/?q=pla", "results")], is_document=False),
        Page("exercise", PUBLIC, [get("/exercises/plank/")]),
        Page("programmes", PUBLIC, [get("/programmes/")]),
        Page("programme", PUBLIC, [get("/programmes/evening-unwind/")]),
        Page("safety", PUBLIC, [get("/safety/")]),
        Page("about", PUBLIC, [get("/about/")]),
        Page("sign in", PUBLIC, [get("/accounts/login/")]),
    ]


def own_pages(person):
    """The pages of a person that only show."""
    routine, begun = f"/routines/{person['routine']}/", f"/sessions/{person['finished']}/"
    paths = {
        "Today": "/",
        "library, signed in": "/exercises/",
        "exercise, signed in": "/exercises/plank/",
        "routines": "/routines/",
        "routine": routine,
        "builder": f"{routine}edit/",
        "paper sheet": f"{routine}print/",
        "player": f"{routine}play/?key={person['key']}",
        "session": begun,
        "history": "/sessions/",
        "history of one exercise": "/sessions/?exercise=plank",
        "next steps": "/next/",
        "progress": "/progress/",
        "progress, a year": "/progress/?range=year",
        "progress, all": "/progress/?range=all",
        "progress of one exercise": "/progress/plank/",
        "progress of walks": "/progress/activity/?name=Walking",
        "goals": "/progress/goals/",
        "report": "/progress/report/",
        "log by hand": "/sessions/new/",
        "data": "/settings/data/",
        "settings": "/settings/",
    }
    return [Page(name, OWN, [get(path, person)]) for name, path in paths.items()]


def actions(person, helpers):
    """What is sent. What a person may do so often a minute only is sent by many in turn."""
    typed = keystroke("/exercises/?q=pla", "results", person)
    doses = itertools.product((2, 3), person["routines"])
    changes = [
        post(f"/prescriptions/{row}/dose/", person, {"sets": sets}, HX_Request="true", HX_Target="saved")
        for sets, (_routine, row) in doses
    ]
    begun = [{"routine": one["routine"], "key": f"0197a6a0-0000-7000-8000-00{NUMBER}"} for one in helpers]
    starts = [post("/sessions/start/", one, fields) for one, fields in zip(helpers, begun, strict=True)]
    entering = [sign_in(helpers[number % len(helpers)], number) for number in range(ADDRESSES)]
    file, table = (
        [get(f"/settings/data/{name}", one) for one in helpers] for name in ("backroutine.json", "sessions.csv")
    )
    return [
        Page("library, a keystroke, signed in", OWN, [typed], is_document=False),
        Page("builder, a change", OWN, changes, is_document=False),
        Page("start a session", OWN, starts, is_document=False),
        Page("save a session of ten exercises", OWN, [save(one) for one in helpers], is_document=False),
        Page("sign in, the password", PUBLIC, entering, is_held=False, is_document=False),
        Page("export, JSON", OWN, file, is_held=False, is_document=False),
        Page("export, CSV", OWN, table, is_held=False, is_document=False),
    ]


def all_pages(people):
    return public_pages() + own_pages(people["year"]) + actions(people["year"], people["helpers"])


def floors(person):
    """The two floors, with a request as large as that of a page."""
    own = get("/person/", {"cookie": f"{person['cookie']}; {person['floor']}"})
    return {PUBLIC: get("/empty/"), OWN: own}
