import itertools
import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from exercises.dose import Dose, Side, Sides
from exercises.models import Activity
from sessions.listing import month_rows
from sessions.models import LoggedSet, Session
from sessions.months import Month, page_of, parse_month
from sessions.outcome import outcome, totals
from sessions.record import SetRecord
from tests.factories import make_entry, make_exercise, make_person, make_routine, make_session

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
TWO_WEEKS_AGO = datetime(2026, 2, 19, 7, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def walking(db: None) -> Activity:
    return Activity.objects.create(
        slug="walking", name="Walking", why="Simple.", minutes=10, days_per_week=3, effort="easy"
    )


@pytest.fixture
def session(alice: User) -> Session:
    """Plank 30 s on each side, done in full at seven o'clock on the 2nd of March."""
    session = make_session(alice, name="Morning", pain_before=5, pain_after=3, effort=4)
    make_entry(session, make_exercise("Plank", hold_seconds=30, sides=Sides.EACH), duration_seconds=600)
    return session


def corrections(session: Session, **changes: Any) -> dict[str, Any]:
    """Return the form as the page sends it when nothing was changed, but for the changes."""
    data = {
        "started_at": "2026-03-02T07:00",
        "finished_at": "2026-03-02T07:10",
        "minutes": "10",
        "pain_before": "5",
        "pain_after": "3",
        "effort": "4",
        "note": "",
        "set-0-1-left-done": "on",
        "set-0-1-left-reps": "1",
        "set-0-1-left-held": "30",
        "set-0-1-right-done": "on",
        "set-0-1-right-reps": "1",
        "set-0-1-right-held": "30",
    }
    return {name: value for name, value in (data | changes).items() if value is not None}


def by_hand(**changes: Any) -> dict[str, Any]:
    data = {
        "key": str(uuid.uuid4()),
        "what": "activity-walking",
        "date": "2026-03-04",
        "time": "18:00",
        "minutes": "25",
        "pain_before": "3",
        "pain_after": "2",
        "effort": "2",
        "note": "Along the river",
    }
    return data | changes


def sets_of(session: Session) -> list[tuple[str, int, int, bool]]:
    rows = LoggedSet.objects.filter(entry__session=session).order_by("entry__position", "number", "side")
    return list(rows.values_list("side", "reps", "held_seconds", "is_skipped"))


# --- Who may see and change what ---


@pytest.mark.parametrize("name", ["", "delete/", "restore/"])
def test_another_persons_session_is_not_found(session: Session, bob_client: Client, name: str) -> None:
    url = f"/sessions/{session.pk}/{name}"

    assert bob_client.post(url, corrections(session)).status_code == 404
    assert name or bob_client.get(url).status_code == 404
    session.refresh_from_db()
    assert session.deleted_at is None


@pytest.mark.parametrize("path", ["/sessions/", "/sessions/new/", "/sessions/{pk}/"])
def test_history_is_private(session: Session, client: Client, path: str) -> None:
    response = client.get(path.format(pk=session.pk))

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", ["/sessions/", "/sessions/new/", "/sessions/{pk}/"])
def test_the_owner_sees_the_page(session: Session, alice_client: Client, path: str) -> None:
    assert alice_client.get(path.format(pk=session.pk)).status_code == 200


@pytest.mark.parametrize("name", ["delete", "restore"])
def test_deleting_and_restoring_want_a_post(session: Session, alice_client: Client, name: str) -> None:
    assert alice_client.get(f"/sessions/{session.pk}/{name}/").status_code == 405


# --- The list ---


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_list_asks_the_same_whatever_the_history(
    alice: User, alice_client: Client, django_assert_num_queries: DjangoAssertNumQueries, sessions: int
) -> None:
    routine = make_routine(alice, make_exercise(), make_exercise())
    for ago in range(sessions):
        make_session(alice, routine, started_at=NOW - timedelta(days=20 * ago, hours=1))
        make_session(alice, finished_at=None, name="Half")

    with django_assert_num_queries(6):
        alice_client.get("/sessions/")


def test_the_list_is_by_month_with_the_numbers_of_each_session(alice: User, alice_client: Client) -> None:
    routine = make_routine(alice, make_exercise(), make_exercise())
    make_session(alice, routine, duration_seconds=720, effort=4, pain_before=5, pain_after=3)
    make_session(alice, name="Walking", started_at=TWO_WEEKS_AGO, duration_seconds=1500)

    page = " ".join(alice_client.get("/sessions/").content.decode().split())

    assert (
        page.index("March 2026")
        < page.index('name">Morning')
        < page.index("February 2026")
        < page.index('name">Walking')
    )
    assert "1 session, 12 min" in page
    assert "2 exercises" in page
    assert "all 2 sets" in page
    assert "effort 4" in page
    assert "pain 5 → 3" in page


def test_an_empty_history_says_what_to_do(alice_client: Client) -> None:
    assert "No session yet." in alice_client.get("/sessions/").content.decode()


def test_an_unfinished_session_can_be_resumed_or_discarded(alice: User, alice_client: Client) -> None:
    session = make_session(alice, finished_at=None, name="Half")

    for path in ("/sessions/", f"/sessions/{session.pk}/"):
        page = alice_client.get(path).content.decode()
        assert f'href="/sessions/{session.pk}/play/"' in page
        assert f'action="/sessions/{session.pk}/delete/"' in page


def make_months(person: User, *sessions_a_month: int) -> None:
    """Make so many sessions in March 2026, in February, in January, ..."""
    for ago, sessions in enumerate(sessions_a_month):
        on = datetime(2026, 3, 1, 7, tzinfo=UTC) - timedelta(days=30 * ago)
        Session.objects.bulk_create(
            Session(person=person, name=f"M{ago}", started_at=on, finished_at=on, local_on=on.date().replace(day=1))
            for _ in range(sessions)
        )


def test_earlier_months_are_a_link_away(alice: User, alice_client: Client) -> None:
    make_months(alice, 20, 20, 5)

    first = alice_client.get("/sessions/").content.decode()
    whole = alice_client.get("/sessions/?through=2025-12").content.decode()

    assert first.count("session-row") - first.count("session-rows") == 40
    assert 'href="?through=2025-12#month-2025-12"' in first
    assert whole.count('class="session-row"') == 45
    assert "Show earlier" not in whole


def test_htmx_gets_the_earlier_months_alone(alice: User, alice_client: Client) -> None:
    make_months(alice, 20, 20, 5)

    page = alice_client.get("/sessions/?below=2026-01&through=2025-12", headers={"HX-Request": "true"}).content.decode()

    assert page.strip().startswith('<div class="history-months" id="months-2025-12">')
    assert page.count('class="session-row"') == 5


@pytest.mark.parametrize("query", ["?through=nonsense", "?below=2026-13", "?below=1900-01", "?through=9999-12"])
def test_a_strange_month_in_the_address_does_no_harm(alice: User, alice_client: Client, query: str) -> None:
    make_months(alice, 1)

    assert alice_client.get(f"/sessions/{query}").status_code == 200


def test_pages_hold_whole_months() -> None:
    months = [Month(date(2026, month, 1), 16, 600) for month in (6, 5, 4, 3, 2, 1)]

    assert page_of([]).months == ()
    assert [month.key for month in page_of(months).months] == ["2026-06", "2026-05"]
    assert [month.key for month in page_of(months).earlier] == ["2026-04", "2026-03"]
    page = page_of(months, below=date(2026, 5, 1), through=date(2026, 3, 1))
    assert [month.key for month in page.months] == ["2026-04", "2026-03"]
    assert [month.key for month in page.earlier] == ["2026-02", "2026-01"]


@pytest.mark.parametrize("below", [None, date(2026, 2, 1), date(2025, 6, 1)])
@pytest.mark.parametrize("through", [None, date(2026, 3, 1), date(2025, 11, 1), date(2024, 1, 1)])
@pytest.mark.parametrize("sessions", [0, 29, 30, 31, 59, 60, 61, 200])
def test_months_are_read_no_further_than_the_page_needs(
    alice: User, sessions: int, below: date | None, through: date | None
) -> None:
    """Up to three a day in some months, none in others; the page is the one that all months make."""
    days = (day for day in itertools.count() if day % 7 < 3 and (day // 30) % 3 != 1)
    for ago in itertools.islice((day for day in days for _ in range(1 + day % 3)), sessions):
        make_session(alice, started_at=NOW - timedelta(days=ago))
    every = Counter(day.replace(day=1) for day in alice.sessions.values_list("local_on", flat=True))
    months = [Month(on, number, 600 * number) for on, number in sorted(every.items(), reverse=True)]

    read = month_rows(alice, {}, below=below, through=through)

    assert page_of(read, below=below, through=through) == page_of(months, below=below, through=through)
    if through is None:
        assert len(read) <= len(page_of(read).months) + len(page_of(read).earlier)


@pytest.mark.parametrize(("text", "on"), [("2026-03", date(2026, 3, 1)), ("2026-3", None), ("", None), ("x", None)])
def test_a_month_is_read_from_the_address(text: str, on: date | None) -> None:
    assert parse_month(text) == on


# --- One session ---


@pytest.mark.parametrize("entries", [1, 3])
def test_a_session_asks_the_same_whatever_was_done(
    alice: User, alice_client: Client, django_assert_num_queries: DjangoAssertNumQueries, entries: int
) -> None:
    session = make_session(alice)
    for position in range(entries):
        make_entry(session, make_exercise(sets=entries), position=position)

    with django_assert_num_queries(7):
        alice_client.get(f"/sessions/{session.pk}/")


def test_a_session_shows_what_was_done_of_the_plan(session: Session, alice_client: Client) -> None:
    LoggedSet.objects.filter(side="left").update(held_seconds=21)

    page = " ".join(alice_client.get(f"/sessions/{session.pk}/").content.decode().split())

    assert "30 s each side" in page
    assert "Left: 21 of 30 s held" in page
    assert "Right: 30 s held" in page
    assert "Pain, 0 to 10: lower" in page
    assert "<dt>Held on the left</dt><dd>21 s</dd>" in page


def test_a_set_skipped_or_never_reached_counts_as_left_out() -> None:
    dose = Dose(sets=3, hold_seconds=20)

    done = outcome(dose, [SetRecord(1, Side.BOTH, 1, 20), SetRecord(2, Side.BOTH, is_skipped=True)])

    assert (done.left_out, done.is_left_out) == (2, False)
    assert [str(side) for side in done.sides] == ["20 of 60 s held"]
    assert outcome(dose, []).is_left_out


def test_totals_add_up_by_side() -> None:
    left = outcome(
        Dose(hold_seconds=20, sides=Sides.EACH), [SetRecord(1, Side.LEFT, 1, 20), SetRecord(1, Side.RIGHT, 1, 15)]
    )
    reps = outcome(Dose(reps=10), [SetRecord(1, Side.BOTH, 8)])

    assert [(row.side, row.held_seconds, row.reps) for row in totals([left, reps, left])] == [
        (Side.LEFT, 40, 0),
        (Side.RIGHT, 30, 0),
        (Side.BOTH, 0, 8),
    ]


# --- Correcting ---


def test_nothing_changed_changes_nothing(alice: User, alice_client: Client) -> None:
    started_at = datetime(2026, 3, 2, 7, 0, 17, tzinfo=UTC)
    session = make_session(
        alice,
        started_at=started_at,
        finished_at=started_at + timedelta(minutes=10),
        pain_before=5,
        pain_after=3,
        effort=4,
        duration_seconds=599,
    )
    make_entry(session, make_exercise(hold_seconds=30, sides=Sides.EACH), duration_seconds=599)
    before = Session.objects.values().get()

    response = alice_client.post(f"/sessions/{session.pk}/", corrections(session))

    assert response.status_code == 302
    after = Session.objects.values().get()
    assert after == before | {"record_version": 1, "stamp": after["stamp"]}
    assert sets_of(session) == [("left", 1, 30, False), ("right", 1, 30, False)]


def test_every_part_of_a_session_can_be_put_right(session: Session, alice_client: Client) -> None:
    changes = {
        "started_at": "2026-03-01T08:00",
        "finished_at": "2026-03-01T08:20",
        "minutes": "15",
        "pain_before": "",
        "pain_after": "1",
        "effort": "9",
        "note": "Better",
        "set-0-1-left-held": "12",
        "set-0-1-right-done": None,
    }

    response = alice_client.post(f"/sessions/{session.pk}/", corrections(session, **changes), follow=True)

    assert "Session changed." in response.content.decode()
    session.refresh_from_db()
    assert session.started_at == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert (session.local_on, session.duration_seconds, session.entries.get().duration_seconds) == (
        date(2026, 3, 1),
        900,
        900,
    )
    assert (session.pain_before, session.pain_after, session.effort, session.note) == (None, 1, 9, "Better")
    assert sets_of(session) == [("left", 1, 12, False), ("right", 0, 0, True)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"finished_at": "2026-03-02T06:59"}, "A session cannot finish before it started."),
        ({"finished_at": "2026-03-04T06:59"}, "A session cannot last longer than a day."),
        ({"finished_at": "2026-03-05T13:00", "started_at": "2026-03-05T11:00"}, "That is still to come"),
        ({"started_at": "2027-03-05T11:00", "finished_at": "2027-03-05T11:30"}, "That is still to come"),
        ({"started_at": "yesterday"}, "Enter a date and a time"),
        ({"started_at": "0001-01-01T00:00"}, "Enter a date and a time"),
        ({"started_at": "9999-12-31T23:59"}, "Enter a date and a time"),
        ({"started_at": ""}, "Enter a date and a time."),
        ({"minutes": "11"}, "That is more than passed between start and finish."),
        ({"minutes": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"minutes": "abc"}, "Enter a whole number."),
        ({"pain_after": "11"}, "Choose a number from 0 to 10."),
        ({"effort": "-1"}, "Choose a number from 0 to 10."),
        ({"note": "x" * 2001}, "at most 2000 characters"),
        ({"set-0-1-left-held": "-5"}, "greater than or equal to 0"),
        ({"set-0-1-left-held": "99999"}, "less than or equal to 36000"),
        ({"set-0-1-left-held": "abc"}, "Enter a whole number."),
    ],
)
def test_a_wrong_correction_is_refused_in_plain_words(
    session: Session, alice_client: Client, changes: dict[str, str], words: str
) -> None:
    before = Session.objects.values().get()

    response = alice_client.post(f"/sessions/{session.pk}/", corrections(session, **changes))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert Session.objects.values().get() == before


def test_an_unfinished_session_is_not_corrected_but_resumed(alice: User, alice_client: Client) -> None:
    session = make_session(alice, finished_at=None)

    assert alice_client.post(f"/sessions/{session.pk}/", corrections(session)).status_code == 404


def test_the_clock_of_a_correction_is_the_one_of_the_session(alice: User, alice_client: Client) -> None:
    session = make_session(alice, time_zone="America/New_York", local_on=date(2026, 3, 2))
    changes = {"started_at": "2026-03-01T23:50", "finished_at": "2026-03-02T00:05"}

    alice_client.post(f"/sessions/{session.pk}/", corrections(session, **changes))

    session.refresh_from_db()
    assert session.started_at == datetime(2026, 3, 2, 4, 50, tzinfo=UTC)
    assert session.local_on == date(2026, 3, 1)


def test_the_second_of_two_equal_hours_survives_a_correction(alice: User, alice_client: Client) -> None:
    second = datetime(2025, 10, 26, 1, 30, tzinfo=UTC)  # 02:30 in Berlin, for the second time that night
    session = make_session(alice, started_at=second, time_zone="Europe/Berlin")
    changes = {"started_at": "2025-10-26T02:30", "finished_at": "2025-10-26T02:40", "note": "Could not sleep"}

    alice_client.post(f"/sessions/{session.pk}/", corrections(session, **changes))

    session.refresh_from_db()
    assert (session.started_at, session.note) == (second, "Could not sleep")


# --- Deleting ---


def test_a_deleted_session_is_gone_until_it_is_restored(session: Session, alice_client: Client) -> None:
    page = alice_client.post(f"/sessions/{session.pk}/delete/", follow=True).content.decode()

    assert f'action="/sessions/{session.pk}/restore/"' in page
    assert "No session yet." in page
    assert alice_client.get(f"/sessions/{session.pk}/").status_code == 404

    alice_client.post(f"/sessions/{session.pk}/restore/")
    assert alice_client.get(f"/sessions/{session.pk}/").status_code == 200


# --- Logging by hand ---


def test_a_walk_is_logged(alice: User, alice_client: Client, walking: Activity) -> None:
    response = alice_client.post("/sessions/new/", by_hand())

    session = alice.sessions.get()
    assert response["Location"] == session.get_absolute_url()
    assert (session.name, session.activity, session.duration_seconds) == ("Walking", walking, 1500)
    assert session.started_at == datetime(2026, 3, 4, 18, tzinfo=UTC)
    assert session.finished_at == datetime(2026, 3, 4, 18, 25, tzinfo=UTC)
    assert (session.pain_before, session.pain_after, session.effort) == (3, 2, 2)
    assert session.note == "Along the river"


def test_a_routine_is_logged_as_planned_in_the_minutes_given(
    alice: User, alice_client: Client, walking: Activity
) -> None:
    exercises = make_exercise(hold_seconds=20, sides=Sides.EACH), make_exercise(measure="reps", hold_seconds=0, reps=12)
    routine = make_routine(alice, *exercises)

    alice_client.post("/sessions/new/", by_hand(what=f"routine-{routine.pk}", minutes="9"))

    session = alice.sessions.get()
    assert (session.routine, session.duration_seconds) == (routine, 540)
    assert sum(entry.duration_seconds for entry in session.entries.all()) == 540
    assert sets_of(session) == [("left", 1, 20, False), ("right", 1, 20, False), ("both", 12, 0, False)]


def test_sending_the_form_twice_logs_one_session(alice: User, alice_client: Client, walking: Activity) -> None:
    data = by_hand()

    first, second = (alice_client.post("/sessions/new/", data) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert alice.sessions.count() == 1


def test_a_key_of_somebody_elses_session_is_not_found(session: Session, bob_client: Client, walking: Activity) -> None:
    response = bob_client.post("/sessions/new/", by_hand(key=str(session.pk)))

    assert response.status_code == 404
    assert Session.objects.get().name == "Morning"


def test_somebody_elses_routine_cannot_be_logged(bob: User, alice_client: Client, walking: Activity) -> None:
    routine = make_routine(bob, make_exercise())

    response = alice_client.post("/sessions/new/", by_hand(what=f"routine-{routine.pk}"))

    assert response.status_code == 422
    assert "Choose one of your routines or an activity." in response.content.decode()


def test_an_empty_routine_cannot_be_logged(alice: User, alice_client: Client, walking: Activity) -> None:
    routine = make_routine(alice)

    response = alice_client.post("/sessions/new/", by_hand(what=f"routine-{routine.pk}"))

    assert response.status_code == 422
    assert "This routine is empty" in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"what": ""}, "This field is required."),
        ({"what": "activity-flying"}, "Choose one of your routines or an activity."),
        ({"date": "2026-03-06"}, "That is still to come"),
        ({"date": "9999-12-31"}, "That is still to come"),
        ({"date": "2026-03-05", "time": "12:01"}, "That is still to come"),
        ({"date": "2026-03-05", "time": "11:50"}, "the session would not be over yet"),
        ({"date": "0001-01-01"}, "That is too long ago."),
        ({"date": "soon"}, "Enter a valid date."),
        ({"time": "25:00"}, "Enter a valid time."),
        ({"minutes": "0"}, "At least one minute."),
        ({"minutes": "-5"}, "At least one minute."),
        ({"minutes": "1441"}, "A session cannot last longer than a day."),
        ({"minutes": "abc"}, "Enter a whole number."),
        ({"pain_before": "11"}, "Choose a number from 0 to 10."),
        ({"note": "x" * 2001}, "at most 2000 characters"),
        ({"key": "abc"}, "Enter a valid UUID."),
    ],
)
def test_a_wrong_log_is_refused_in_plain_words(
    alice: User, alice_client: Client, walking: Activity, changes: dict[str, str], words: str
) -> None:
    response = alice_client.post("/sessions/new/", by_hand(**changes))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not alice.sessions.exists()


@pytest.mark.parametrize("routines", [1, 3])
def test_the_form_asks_the_same_whatever_there_is_to_log(
    alice: User,
    alice_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    routines: int,
) -> None:
    for number in range(routines):
        make_routine(alice, make_exercise())
        Activity.objects.create(slug=f"a{number}", name="A", why="x", minutes=10, days_per_week=3, effort="easy")

    with django_assert_num_queries(4):
        alice_client.get("/sessions/new/")


def test_the_form_proposes_half_an_hour_ago_by_the_persons_clock(client: Client, db: None) -> None:
    client.force_login(make_person(time_zone="Pacific/Auckland"))  # 01:00 on the 6th

    page = client.get("/sessions/new/").content.decode()

    assert 'value="2026-03-06"' in page
    assert 'value="00:30"' in page


def test_the_form_knows_what_was_clicked(alice_client: Client, walking: Activity) -> None:
    page = alice_client.get("/sessions/new/?activity=walking").content.decode()

    assert '<option value="activity-walking" selected>' in page


def test_a_walk_late_in_the_evening_belongs_to_that_day(client: Client, walking: Activity) -> None:
    person = make_person(time_zone="America/New_York")
    client.force_login(person)

    client.post("/sessions/new/", by_hand(date="2026-03-03", time="23:50"))

    session = person.sessions.get()
    assert session.local_on == date(2026, 3, 3)
    assert session.started_at == datetime(2026, 3, 4, 4, 50, tzinfo=UTC)
