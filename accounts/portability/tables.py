"""What the file holds, model by model. tests/test_accounts_portability.py checks that no field is forgotten."""

from django.core.validators import MaxValueValidator

from accounts.models import User, validate_time_zone
from accounts.portability.checks import borrowed_figure, each_of, lines, one_of, three_numbers
from accounts.portability.table import Table
from exercises import guidance
from exercises.models import (
    DOSE_COLUMNS,
    Caution,
    Equipment,
    Exercise,
    ExerciseMuscle,
    Focus,
    SpineMovement,
)
from routines.models import Prescription, Routine
from sessions.ladder import Verdict
from sessions.models import Coach, Entry, Goal, GoalRating, LoggedSet, Reminder, Session, Standing
from sessions.models.coach import BOUNDS

PERSON = Table(
    name="person",
    model=User,
    owner="",
    columns=(
        *("time_zone", "prepare_seconds", "change_seconds", "waits_for_tap", "is_sound_on", "sound_volume"),
        *("is_sound_forced", "is_voice_on", "is_vibration_on", "cautions", "equipment"),
    ),
    checks={
        "cautions": each_of(lambda: Caution.objects.values_list("slug", flat=True)),
        "equipment": each_of(lambda: Equipment.values),
    },
    left_out={
        "id": "a row's number means nothing elsewhere",
        "password": "a secret, and the new account has its own",
        "email": "the new account has its own",
        "is_guest": "about the account, not the person",
        "former_marks": "names rows on devices that belong to this site",
        "first_name": "never asked for",
        "last_name": "never asked for",
        "last_login": "about the account, not the person",
        "date_joined": "about the account, not the person",
        "is_active": "about the account, not the person",
        "is_staff": "rights are given by the site",
        "is_superuser": "rights are given by the site",
        "groups": "rights are given by the site",
        "user_permissions": "rights are given by the site",
    },
)

EXERCISES = Table(
    name="exercises",
    model=Exercise,
    owner="owner",
    identity="slug",
    most=1_000,
    columns=(
        *("slug", "name", "kind", "start_position", "measure", "difficulty", *DOSE_COLUMNS),
        *("equipment", "spine_movements", "focus", "steps", "breathing", "cues", "note", "figure_slug"),
        "retired_at",  # routines and history go on pointing at what was taken out of the library
    ),
    checks={
        "equipment": each_of(lambda: Equipment.values),
        "spine_movements": each_of(lambda: SpineMovement.values),
        "focus": each_of(lambda: Focus.values),
        "steps": lines,
        "cues": lines,
        "figure_slug": borrowed_figure,
    },
    left_out={
        "id": "a row's number means nothing elsewhere",
        "default_level": "own exercises have no levels",
        "founding_order": "the catalogue's",
        "other_names": "the catalogue's",
        "equipment_optional": "the catalogue's",
        "mistakes": "the catalogue's",
        "sources": "the catalogue's",
        "dose_origin": "the catalogue's",
        "muscles": "stands in the table beneath",
    },
    children=(
        Table(
            name="muscles",
            model=ExerciseMuscle,
            owner="exercise",
            columns=("muscle", "is_primary"),
            left_out={"id": "a row's number means nothing elsewhere"},
            most=40,
        ),
    ),
)

ROUTINES = Table(
    name="routines",
    model=Routine,
    owner="person",
    identity="key",
    most=2_000,
    deletion="deleted_at",
    columns=(
        *("key", "name", "weekly_target", "days", "programme", "started_on", "stage"),
        *("created_at", "archived_at"),
    ),
    checks={"days": each_of(lambda: range(7)), "stage": MaxValueValidator(52)},
    left_out={
        "id": "a row's number means nothing elsewhere",
        "updated_at": "when it was last changed here",
        "deleted_at": "deleted routines are not in the file",
    },
    children=(
        Table(
            name="prescriptions",
            model=Prescription,
            owner="routine",
            columns=("exercise", "position", *DOSE_COLUMNS, "note", "priority"),
            left_out={"id": "a row's number means nothing elsewhere"},
            most=60,
            children=(
                Table(
                    name="standing",
                    model=Standing,
                    owner="prescription",
                    columns=(
                        *("level", "at", "verdict", "is_accepted", "basis"),
                        *("advanced_on", "eased_on", "easings", "paused_on"),
                    ),
                    checks={"at": three_numbers, "verdict": one_of(lambda: [each.value for each in Verdict])},
                    left_out={
                        "id": "a row's number means nothing elsewhere",
                        "batch": "what an undo here would take back",
                        "previous": "what an undo here would bring back",
                    },
                    most=1,
                ),
            ),
        ),
    ),
)

SESSIONS = Table(
    name="sessions",
    model=Session,
    owner="person",
    identity="id",
    deletion="deleted_at",
    columns=(
        *("id", "routine", "activity", "name", "started_at", "finished_at", "local_on", "time_zone"),
        *("duration_seconds", "pain_before", "pain_after", "effort", "note", "record_version", "created_at"),
        *("morning_after", "morning_pain", "is_left_for_pain", "eased_day", "eased_days"),
        *("pain_worst", "is_activity"),
    ),
    checks={"time_zone": validate_time_zone},
    left_out={
        "deleted_at": "deleted sessions are not in the file",
        "stamp": "tells whether what is added up here is still right",
        "device": "which device plays it, while it runs",
        "device_seen_at": "which device plays it, while it runs",
    },
    children=(
        Table(
            name="entries",
            model=Entry,
            owner="session",
            columns=("exercise", "position", *DOSE_COLUMNS, "duration_seconds", "stands_in_for"),
            left_out={"id": "a row's number means nothing elsewhere"},
            most=200,
            children=(
                Table(
                    name="logged_sets",
                    model=LoggedSet,
                    owner="entry",
                    columns=("number", "side", "reps", "held_seconds", "is_skipped"),
                    left_out={"id": "a row's number means nothing elsewhere"},
                    most=200,
                ),
            ),
        ),
    ),
)

COACH = Table(
    name="coach",
    model=Coach,
    owner="person",
    most=1,
    columns=("flare_up_on", "flare_up_days", "is_flare_up_over", "urgency", *BOUNDS),
    checks={"urgency": one_of(lambda: guidance.URGENCIES)},
    left_out={"id": "a row's number means nothing elsewhere", "asked_about": "a question asked here"},
)

REMINDER = Table(
    name="reminder",
    model=Reminder,
    owner="person",
    most=1,
    columns=("at", "paused_from", "paused_until"),
    left_out={
        "id": "a row's number means nothing elsewhere",
        "is_mail_on": "asked anew of each account: its address may be another",
        "next_at": "follows from the rest",
        "feed_hash": "a secret of this site's",
    },
)

GOALS = Table(
    name="goals",
    model=Goal,
    owner="person",
    identity="id",
    most=500,
    deletion="deleted_at",
    columns=("id", "words", "created_at", "reached_at"),
    left_out={"deleted_at": "deleted goals are not in the file"},
    children=(
        Table(
            name="ratings",
            model=GoalRating,
            owner="goal",
            columns=("week_on", "value"),
            left_out={"id": "a row's number means nothing elsewhere"},
            most=2_000,
        ),
    ),
)

# In this order: what a row points at stands in a table before its own.
TABLES = (EXERCISES, ROUTINES, SESSIONS, COACH, REMINDER, GOALS)
