"""Several `manage.py worker` on one database: every reminder once, and what a killed one was doing is taken over."""

import os
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from sessions.management.commands.worker import tidy
from sessions.models import Reminder
from sessions.tasks import MOST_TRIES, remind_due, send_reminder, take_over
from tests.databases import DATABASES
from tests.factories import make_person
from tests.mailbox import mailbox
from tests.own_site import Site, own_site, skip_unless_asked

PEOPLE = 20
MAKE_DUE = f"""
from datetime import timedelta
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.utils import timezone
from accounts.models import User
from routines.models import Routine
from sessions.models import Reminder
call_command("migrate", verbosity=0)
for number in range({PEOPLE}):
    person = User.objects.create_user(f"person{{number}}@example.net")
    EmailAddress.objects.create(user=person, email=person.email, verified=True)
    Routine.objects.create(person=person, name="Morning", days=list(range(7)))
    Reminder.objects.create(person=person, is_mail_on=True, next_at=timezone.now() - timedelta(seconds=1))
"""
LATER = """
from datetime import timedelta
from django_tasks_db.models import DBTaskResult
for row in DBTaskResult.objects.running():
    row.started_at -= timedelta(minutes=10)
    row.save()
"""
DUE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@contextmanager
def worker(site: Site) -> Iterator[Any]:
    process = site.begin("worker", "--with-parent", str(os.getpid()))
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for(condition: Callable[[], Any], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.fail("it did not come to be")
        time.sleep(0.05)


@pytest.mark.parametrize("database", DATABASES)
def test_two_workers_send_each_reminder_once_and_one_takes_over_what_the_other_was_killed_at(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    skip_unless_asked(request, database)
    with mailbox() as box, own_site(database, tmp_path, EMAIL_URL=box.url) as site, ExitStack() as stack:
        site.manage("shell", "-c", MAKE_DUE)
        box.answers.clear()
        first = stack.enter_context(worker(site))
        wait_for(lambda: box.waiting)  # it is in the middle of its first letter
        first.kill()
        first.wait()
        box.answers.set()
        for _ in range(2):
            stack.enter_context(worker(site))
        wait_for(lambda: len(box.letters) >= PEOPLE - 1)
        site.manage("shell", "-c", LATER)
        wait_for(lambda: len(box.letters) >= PEOPLE)
        time.sleep(2)

        letters = Counter(re.search(r"^To: (\S+)", letter, re.M)[1] for letter in box.letters)
        assert letters == {f"person{number}@example.net": 1 for number in range(PEOPLE)}
        assert len({re.search(r"^Message-ID:\s+(\S+)", letter, re.M)[1] for letter in box.letters}) == PEOPLE


@pytest.fixture
def running(db: None) -> DBTaskResult:
    """A task that a worker began at DUE, and was then killed."""
    with time_machine.travel(DUE, tick=False):
        send_reminder.enqueue(0)
        row = DBTaskResult.objects.get()
        row.claim("killed")
    return row


@pytest.mark.parametrize(("minutes", "status"), [(1, "RUNNING"), (6, "READY")])
def test_a_task_is_given_back_once_no_worker_can_still_be_at_it(
    running: DBTaskResult, minutes: int, status: str
) -> None:
    take_over(DUE + timedelta(minutes=minutes))

    running.refresh_from_db()
    assert running.status == status


def test_a_task_that_ends_its_worker_each_time_is_given_up(running: DBTaskResult) -> None:
    for _ in range(MOST_TRIES - 1):
        running.claim("killed too")
    DBTaskResult.objects.update(started_at=DUE)
    take_over(DUE + timedelta(minutes=6))

    running.refresh_from_db()
    assert (running.status, running.exception_class_path) == ("FAILED", "sessions.tasks.WorkerLostError")
    assert running.task_result.errors


def test_a_reminder_that_nobody_sent_for_hours_is_not_sent(alice: User) -> None:
    assert not send_reminder.func(0, (timezone.now() - timedelta(hours=5)).isoformat())
    assert mail.outbox == []


def test_whoever_is_killed_before_the_tasks_are_stored_has_claimed_nothing(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*args: Any) -> None:
        raise SystemExit

    due = timezone.now() - timedelta(seconds=1)
    reminder = Reminder.objects.create(person=alice, is_mail_on=True, next_at=due)
    monkeypatch.setattr(Reminder, "is_planned", lambda *args: True)
    monkeypatch.setattr("django_tasks_db.backend.DatabaseBackend.enqueue", killed)
    with pytest.raises(SystemExit):
        remind_due()

    reminder.refresh_from_db()
    assert reminder.next_at == due


@pytest.mark.django_db(transaction=True)
def test_two_may_tidy_at_once() -> None:
    for _ in range(6):
        guest = User.objects.create_guest()
        User.objects.filter(pk=guest.pk).update(last_login=timezone.now() - timedelta(days=400))
    make_person("stays@example.org")
    start, faults = threading.Barrier(2), []

    def run() -> None:
        start.wait()
        try:
            tidy()
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    # What one had in hand the other left alone; whatever is left is for the next time.
    assert [person.email for person in User.objects.filter(is_guest=False)] == ["stays@example.org"]
    assert User.objects.filter(is_guest=True).count() == 0
