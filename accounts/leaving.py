"""Removing a person and all that hangs on them, in one transaction."""

from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session as BrowserSession
from django.db import transaction
from django.utils.translation import ngettext
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from routines.models import ShareLink


def everything_of(person: User) -> list[str]:
    """Return how much there is of what a person would miss, in words."""
    sessions, routines, exercises = person.sessions.count(), person.routines.count(), person.own_exercises.count()
    goals, links = person.goals.count(), ShareLink.objects.filter(routine__person=person).count()
    words = (
        (
            sessions,
            ngettext(
                "%(n)s session, with all sets, notes and ratings",
                "%(n)s sessions, with all sets, notes and ratings",
                sessions,
            ),
        ),
        (routines, ngettext("%(n)s routine", "%(n)s routines", routines)),
        (exercises, ngettext("%(n)s exercise of your own", "%(n)s exercises of your own", exercises)),
        (goals, ngettext("%(n)s goal with its ratings", "%(n)s goals with their ratings", goals)),
        (
            links,
            ngettext(
                "%(n)s shared link, which then opens nothing", "%(n)s shared links, which then open nothing", links
            ),
        ),
    )
    return [text % {"n": number} for number, text in words if number]


@transaction.atomic
def erase(person: User) -> None:
    """Delete the person with everything, and whatever else names them: sign-ins, tasks, notes of the admin.

    Few statements for a long history too: its rows are deleted where they lie, not read first.
    """
    User.objects.select_for_update().get(pk=person.pk)
    _forget_tasks(person)
    BrowserSession.objects.filter(session_key__in=_sign_ins(person)).delete()
    content_type = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=content_type, object_id=str(person.pk)).delete()
    person.sessions.all().erase()
    person.delete()


def _sign_ins(person: User) -> list[str]:
    """Return the keys of the sessions of browsers that this person is signed in with, or half-way there.

    Which person that is stands inside of each, so all are read; people leave seldom.
    """
    return [session.session_key for session in BrowserSession.objects.iterator() if _names(session, str(person.pk))]


def _names(session: BrowserSession, number: str) -> bool:
    data = session.get_decoded()
    half_way = data.get("account_login") or {}
    named = [data.get(SESSION_KEY), data.get("account_authentication_methods_user"), half_way.get("user_pk")]
    return number in map(str, named)


def _forget_tasks(person: User) -> None:
    """Delete what the worker has done or is to do for the person: it names the row of their reminders."""
    reminder = getattr(person, "reminder", None)
    if reminder is None:
        return
    tasks = DBTaskResult.objects.filter(task_path="sessions.tasks.send_reminder").only("args_kwargs")
    gone = [task.pk for task in tasks.iterator() if task.args_kwargs["args"] == [reminder.pk]]
    DBTaskResult.objects.filter(pk__in=gone).delete()
