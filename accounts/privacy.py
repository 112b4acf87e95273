"""What is kept of people, in plain words: the privacy page is made of this table.

tests/test_accounts_privacy.py walks the tables of the database: a new one, or a new column, fails until it stands here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backroutine.replicas import COOKIE, COOKIE_SECONDS

type Words = str | Promise

DOSE = "sets reps hold_seconds sides rest_seconds release_seconds rep_seconds"

# Row numbers, which only tie one row to another; the page says so once.
TIES = frozenset(
    [
        "id",
        "person",
        "user",
        "owner",
        "routine",
        "session",
        "entry",
        "goal",
        "prescription",
        "email_address",
        "twin",
        "stands_in_for",
        "group",
    ]
)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is kept: what for, until when, and in which columns of which tables."""

    title: Words
    until: Words
    # What it is and what for → the columns, as "Model: column column".
    purposes: Mapping[Words, tuple[str, ...]]


def columns_of(part: Part) -> dict[str, set[str]]:
    """Return the columns a part speaks of, by table."""
    found: dict[str, set[str]] = {}
    for places in part.purposes.values():
        for place in places:
            model, _colon, names = place.partition(": ")
            found.setdefault(model, set()).update(names.split())
    return found


UNTIL_YOU_GO = _(
    "Until you delete the account. What you delete singly is hidden at once, but stays so that it can be brought back."
)

PARTS = (
    Part(
        _("You and your account"),
        _("Until you delete the account; at once, and by yourself, in the settings."),
        {
            _("Your e-mail address, and whether you have confirmed it: to sign in, and for messages you asked for."): (
                "accounts.User: email",
                "account.EmailAddress: email verified primary",
                "account.EmailConfirmation: created sent key",
            ),
            _(
                "Proof that it is you: your password as a fingerprint that nobody can turn back, "
                "passkeys, an app’s key."
            ): (
                "accounts.User: password",
                "mfa.Authenticator: type data created_at last_used_at",
            ),
            _("When the account was made and last signed in to, whether it is a guest’s, and rights on this site."): (
                "accounts.User: date_joined last_login is_guest is_active is_staff is_superuser "
                "groups user_permissions",
                "accounts.User_groups: group",
                "accounts.User_user_permissions: permission",
            ),
            _("Under which names your own devices keep sessions for you."): ("accounts.User: former_marks",),
            _("Two columns for names that the framework brings along. They stay empty."): (
                "accounts.User: first_name last_name",
            ),
            _("Your time zone, and how the guided session runs and sounds."): (
                "accounts.User: time_zone prepare_seconds change_seconds waits_for_tap is_sound_on sound_volume "
                "is_sound_forced is_voice_on is_vibration_on",
            ),
        },
    ),
    Part(
        _("What to take care of"),
        _("Until you change it or delete the account."),
        {
            _(
                "What you must take care with and what you have at hand, if you say so: to warn you "
                "and to sort the library."
            ): ("accounts.User: cautions equipment",),
            _("A flare-up, a warning sign, and limits of your own: so that suggestions stay below them."): (
                "logbook.Coach: flare_up_on flare_up_days is_flare_up_over urgency asked_about effort_easy_max "
                "pain_rise_ok_max pain_ok_during_max sessions_to_advance max_level_steps_per_week "
                "max_exercises_advanced_per_session",
            ),
        },
    ),
    Part(
        _("Your routines and exercises"),
        UNTIL_YOU_GO,
        {
            _("Routines: their names, days and weekly target, the programme they follow, and when they changed."): (
                "routines.Routine: key name weekly_target days programme started_on stage created_at updated_at "
                "archived_at deleted_at",
            ),
            _("The exercises in them, with doses and your notes."): (
                f"routines.Prescription: exercise position note priority {DOSE}",
            ),
            _("Where you stand with each, and what was suggested and decided."): (
                "logbook.Standing: level at verdict is_accepted basis advanced_on eased_on easings "
                "paused_on batch previous",
            ),
            _("Each change of a routine for seven days, to undo it."): (
                "routines.Change: made_at kind name before after prescription_pk key undone_at",
            ),
            _("Links by which you share a routine, until you take them back."): (
                "routines.ShareLink: key has_notes created_at",
            ),
            _("Exercises of your own, as you describe them."): (
                f"exercises.Exercise: slug name other_names kind start_position measure difficulty default_level "
                f"founding_order focus equipment equipment_optional spine_movements steps breathing "
                f"cues mistakes sources "
                f"dose_origin note figure_slug retired_at muscles {DOSE}",
                "exercises.ExerciseMuscle: exercise muscle is_primary",
            ),
        },
    ),
    Part(
        _("What you did, and how it was"),
        UNTIL_YOU_GO,
        {
            _("Sessions: when, how long, of which routine or activity, and your note."): (
                "logbook.Session: activity is_activity name started_at finished_at local_on "
                "time_zone duration_seconds note "
                "eased_day eased_days created_at deleted_at",
            ),
            _(
                "How it felt: pain before, at its worst, after and the next morning, and the effort. "
                "Only what you answer."
            ): (
                "logbook.Session: pain_before pain_worst pain_after effort morning_after morning_pain is_left_for_pain",
            ),
            _("Every exercise and set done: repeats, seconds, side."): (
                f"logbook.Entry: exercise position duration_seconds {DOSE}",
                "logbook.LoggedSet: number side reps held_seconds is_skipped",
            ),
            _("Which of your devices plays a session, under a name made up at random, so that two do not mix it up."): (
                "logbook.Session: record_version device device_seen_at stamp",
            ),
            _("Your goals in your own words, and how you rate them."): (
                "logbook.Goal: words created_at reached_at deleted_at",
                "logbook.GoalRating: week_on value",
            ),
            _("Months that are over, added up, so that charts of years are quick."): (
                "logbook.SummedMonth: on edition stamp sessions days first_on entries",
                "logbook.SummedActivity: on activity sessions seconds pain_before_sum "
                "pain_before_number pain_worst_sum "
                "pain_worst_number pain_after_sum pain_after_number morning_pain_sum morning_pain_number effort_sum "
                "effort_number least_effort most_effort both lower higher better same worse",
                "logbook.SummedDose: exercise on sets reps hold_seconds sides sessions seconds "
                "sets_planned sets_done first_on "
                "last_on last_at amounts turns",
            ),
        },
    ),
    Part(
        _("Reminders and files on their way"),
        _("Until you switch reminders off, import or drop the file, or delete the account; done tasks for two weeks."),
        {
            _("When to remind you, pauses, and a fingerprint of your calendar link."): (
                "logbook.Reminder: is_mail_on at paused_from paused_until next_at feed_hash",
            ),
            _("That a reminder is to be sent, or was: the number of its row, no address."): (
                "django_tasks_database.DBTaskResult: status enqueued_at started_at finished_at args_kwargs priority "
                "task_path worker_ids queue_name backend_name run_after return_value exception_class_path traceback",
            ),
            _("A file you want to import, until you have said yes or no to it."): (
                "accounts.Upload: name is_spreadsheet content uploaded_at",
            ),
        },
    ),
    Part(
        _("Signing in, and safety"),
        _("Sign-ins for 90 days, events for 180, counts for an hour at most."),
        {
            _("Where you are signed in: kind of browser and system, since when. No network address."): (
                "accounts.Device: session_key browser system signed_in_at seen_at",
                "sessions.Session: session_key session_data expire_date",
            ),
            _("What happened to the account, such as a new password, for you to see that it was you."): (
                "accounts.SecurityEvent: kind at browser system",
            ),
            _("How often somebody asked in a short time, under a fingerprint: to slow down guessers."): (
                "backroutine.CacheEntry: cache_key value expires",
            ),
            _("Invitations, with a note for whom they are, by whoever runs the site."): (
                "accounts.Invite: name secret_hash note uses used expires_at revoked_at created_at",
            ),
            _("What those who run the site changed in its administration; what is about you goes with you."): (
                "admin.LogEntry: action_time content_type object_id object_repr action_flag change_message",
            ),
        },
    ),
)

# Tables that say nothing of anybody: the catalogue, and what the framework counts its own things by.
NOT_ABOUT_PEOPLE = frozenset(
    {
        *("routines.Programme", "routines.ProgrammePrescription"),
        *("exercises.Muscle", "exercises.Caution", "exercises.Activity", "exercises.Activity_cautions"),
        *("exercises.Activity_muscles", "exercises.ExerciseCaution", "exercises.Level", "exercises.Variation"),
        "exercises.Edition",
        *("auth.Permission", "auth.Group", "auth.Group_permissions", "contenttypes.ContentType"),
    }
)


def cookies() -> list[tuple[str, str, str]]:
    """Return each cookie's name, what it is for, and how long it stays."""
    days = settings.SESSION_COOKIE_AGE // (24 * 60 * 60)
    named = [
        (settings.SESSION_COOKIE_NAME, _now("keeps you signed in"), _now("%(n)s days") % {"n": days}),
        (settings.CSRF_COOKIE_NAME, _now("shows that a form was sent from this site’s own page"), _now("a year")),
        (
            settings.GUEST_COOKIE_NAME,
            _now("keeps what you make without an account; only once you start so"),
            _now("%(n)s days after your last visit") % {"n": settings.GUEST_DAYS},
        ),
        ("messages", _now("carries a message such as “Saved.” to the next page"), _now("until it is shown")),
    ]
    if "replica" in settings.DATABASES:
        words = _now("how much this site had stored when you last saved, so that you see it at once")
        named.append((COOKIE, words, _now("%(n)s seconds") % {"n": COOKIE_SECONDS}))
    return named
