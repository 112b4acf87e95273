"""Taking a guest's things along into an account: what becomes of each kind of row that names a person.

The rule of each relation stands in RULES; tests/test_accounts_merging.py fails for one that is missing. Where both have
something of which there can be one, the account's stays, but nothing that a person must take care of is lost.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction

from accounts.models import User
from exercises.guidance import URGENCIES
from sessions.models import Coach, Goal, GoalRating

type Rule = Callable[["models.QuerySet[Any]", str, User, User], object]


@dataclass(frozen=True, slots=True)
class Belongings:
    """How much a person has made, in the words of the question what to take along."""

    routines: int
    sessions: int
    exercises: int
    goals: int

    def __bool__(self) -> bool:
        return bool(self.routines or self.sessions or self.exercises or self.goals)


def belongings(person: User) -> Belongings:
    return Belongings(
        routines=person.routines.kept().count(),
        sessions=person.sessions.kept().count(),
        exercises=person.own_exercises.filter(retired_at=None).count(),
        goals=person.goals.kept().count(),
    )


def people_fields() -> list["models.Field[Any, Any]"]:
    """Return every column of every table that names a person."""
    return [
        field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if field.is_relation and field.related_model is User
    ]


def name_of(field: "models.Field[Any, Any]") -> str:
    return f"{field.model._meta.label}.{field.name}"


# --- The rules: of the guest's rows, by the column that names the person ---


def _move(rows: "models.QuerySet[Any]", column: str, guest: User, account: User) -> None:
    rows.update(**{column: account})


def _drop(rows: "models.QuerySet[Any]", column: str, guest: User, account: User) -> None:
    """Leave them to be deleted with the guest."""


def _move_unless_there(rows: "models.QuerySet[Any]", column: str, guest: User, account: User) -> None:
    if not rows.model._default_manager.filter(**{column: account}).exists():
        _move(rows, column, guest, account)


def _goals(rows: "models.QuerySet[Any]", column: str, guest: User, account: User) -> None:
    """Goals in the same words are one: it takes the guest's ratings of the weeks it has none of."""
    mine = {goal.words: goal for goal in Goal.objects.open().filter(person=account)}
    for goal in rows.filter(reached_at=None, deleted_at=None):
        if goal.words in mine:
            weeks = mine[goal.words].ratings.values("week_on")
            GoalRating.objects.filter(goal=goal).exclude(week_on__in=weeks).update(goal=mine[goal.words])
            goal.delete()
    _move(rows, column, guest, account)


def _coach(rows: "models.QuerySet[Any]", column: str, guest: User, account: User) -> None:
    """The more urgent warning sign and a running flare-up count, whoever told them; limits stay the account's."""
    theirs: Coach | None = rows.first()
    mine = Coach.objects.filter(person=account).first()
    if theirs is None or mine is None:
        _move(rows, column, guest, account)
        return
    mine.urgency = min(theirs.urgency, mine.urgency, key=_rank)
    if theirs.flare_up_on and (mine.flare_up_on is None or theirs.flare_up_on > mine.flare_up_on):
        mine.flare_up_on, mine.flare_up_days = theirs.flare_up_on, theirs.flare_up_days
        mine.is_flare_up_over = theirs.is_flare_up_over
    mine.save()


def _rank(urgency: str) -> int:
    """Return how urgent a sign is, 0 the most; none comes last."""
    order = list(URGENCIES)
    return order.index(urgency) if urgency in order else len(order)


RULES: dict[str, Rule] = {
    "exercises.Exercise.owner": _move,
    "routines.Routine.person": _move,
    "routines.Prescription.person": _move,
    "routines.Change.person": _move,
    "routines.ShareLink.person": _move,
    "logbook.Session.person": _move,
    "logbook.Entry.person": _move,
    "logbook.LoggedSet.person": _move,
    "logbook.Standing.person": _move,
    "logbook.GoalRating.person": _move,
    "logbook.Goal.person": _goals,
    "logbook.Coach.person": _coach,
    "logbook.Reminder.person": _move_unless_there,
    "accounts.Upload.person": _move_unless_there,
    # What happened to it, told with the rest.
    "accounts.SecurityEvent.person": _move,
    # A guest is on no list of devices, and has nothing to sign in with.
    "accounts.Device.person": _drop,
    "mfa.Authenticator.user": _drop,
    # Added up from the sessions; the account's follow from what it then has.
    "logbook.SummedMonth.person": _drop,
    "logbook.SummedActivity.person": _drop,
    "logbook.SummedDose.person": _drop,
    # An address that was never confirmed, and rights that no guest has.
    "account.EmailAddress.user": _drop,
    "accounts.User_groups.user": _drop,
    "accounts.User_user_permissions.user": _drop,
    "admin.LogEntry.user": _drop,
}


@transaction.atomic
def merge(guest: User, account: User) -> bool:
    """Move all that the guest has into the account, and remove the guest; return False if that was done before."""
    both = User.objects.select_for_update().filter(pk__in=[guest.pk, account.pk]).order_by("pk")
    locked = {person.pk: person for person in both}
    if len(locked) < 2 or not locked[guest.pk].is_guest:
        return False
    guest, mine = locked[guest.pk], locked[account.pk]
    for field in people_fields():
        rows = field.model._base_manager.filter(**{field.name: guest})
        RULES[name_of(field)](rows, field.name, guest, mine)
    mine.former_marks = [*mine.former_marks, *guest.marks]
    mine.cautions = list(dict.fromkeys([*mine.cautions, *guest.cautions]))
    mine.equipment = list(dict.fromkeys([*mine.equipment, *guest.equipment]))
    mine.save(update_fields=["former_marks", "cautions", "equipment"])
    guest.delete()
    return True
