"""What is done outside of any request, by `manage.py worker`."""

import logging
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import Signer
from django.db import transaction
from django.tasks import TaskResultStatus, task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from backroutine.env import host_of
from sessions.models import Reminder
from sessions.models.reminder import LATEST

logger = logging.getLogger(__name__)
SIGNER = Signer(salt="reminders")


# No task takes so long: a mail server has ten seconds for each of its answers.
TAKEN_OVER_AFTER = timedelta(minutes=5)
MOST_TRIES = 3


class WorkerLostError(Exception):
    """A task was begun again and again, and its worker was gone each time."""


class UnsentError(Exception):
    """The mail server did not take a message. It says why in an error that names the address, which is not kept."""


@transaction.atomic
def remind_due() -> int:
    """Put a task for each e-mail that is due now; return their number. Safe beside other workers.

    In one transaction: whoever is killed in between has claimed nothing.
    """
    now = timezone.now()
    due = Reminder.objects.claim_due(now)
    for reminder in due:
        send_reminder.enqueue(reminder.pk, now.isoformat())
    return len(due)


@transaction.atomic
def take_over(now: datetime) -> int:
    """Give tasks back whose worker was killed while it did them; return how many. Safe beside other workers."""
    left = DBTaskResult.objects.running().filter(started_at__lt=now - TAKEN_OVER_AFTER)
    rows = list(left.select_for_update(skip_locked=True))
    for row in rows:
        if len(row.worker_ids) < MOST_TRIES:
            row.status, row.started_at = TaskResultStatus.READY, None
        else:  # it may be what ends them
            row.status, row.finished_at = TaskResultStatus.FAILED, now
            row.exception_class_path = f"{WorkerLostError.__module__}.{WorkerLostError.__qualname__}"
    DBTaskResult.objects.bulk_update(rows, ["status", "started_at", "finished_at", "exception_class_path"])
    return len(rows)


@task
def send_reminder(reminder_pk: int, due_at: str = "") -> bool:
    """Send one reminder; return whether it was still wanted. It names no routine: mail is read on many screens."""
    if due_at and timezone.now() - datetime.fromisoformat(due_at) > LATEST:
        return False
    reminder = Reminder.objects.select_related("person").filter(pk=reminder_pk, is_mail_on=True).first()
    address = reminder.person.email if reminder else None
    if reminder is None or not address or not is_confirmed(address):
        return False
    stop = settings.SITE_URL + reverse("sessions:stop_reminders", args=[SIGNER.sign(str(reminder.pk))])
    text = render_to_string("sessions/email/reminder.txt", {"site": settings.SITE_URL, "stop": stop})
    message = EmailMessage(
        _("Time for your back"),
        text,
        to=[address],
        # RFC 8058: the mail program's own "unsubscribe" button works with one press.
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            # One a day: a worker killed just after it sent one leaves it to be sent again, and mail programs see that.
            "Message-ID": f"<{once_a_day(reminder_pk)}@{host_of(settings.SITE_URL)}>",
        },
    )
    try:
        message.send()
    except OSError as error:  # smtplib's own errors are OSErrors too
        raise UnsentError(type(error).__name__) from None
    return True


def once_a_day(reminder_pk: int) -> str:
    return salted_hmac("reminder", f"{reminder_pk} {timezone.now():%Y%m%d}", algorithm="sha256").hexdigest()


def is_confirmed(address: str | None) -> bool:
    """Tell whether the address was shown to be its owner's: nobody else is to be mailed every day."""
    return bool(address) and bool(EmailAddress.objects.filter(email__iexact=address, verified=True).exists())
