"""What is done outside of any request, by `manage.py worker`."""

import logging

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import Signer
from django.tasks import task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sessions.models import Reminder

logger = logging.getLogger(__name__)
SIGNER = Signer(salt="reminders")


class UnsentError(Exception):
    """The mail server did not take a message. It says why in an error that names the address, which is not kept."""


def remind_due() -> int:
    """Put a task for each e-mail that is due now; return their number. Safe beside other workers."""
    due = Reminder.objects.claim_due(timezone.now())
    for reminder in due:
        send_reminder.enqueue(reminder.pk)
    return len(due)


@task
def send_reminder(reminder_pk: int) -> bool:
    """Send one reminder; return whether it was still wanted. It names no routine: mail is read on many screens."""
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
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
    try:
        message.send()
    except OSError as error:  # smtplib's own errors are OSErrors too
        raise UnsentError(type(error).__name__) from None
    return True


def is_confirmed(address: str | None) -> bool:
    """Tell whether the address was shown to be its owner's: nobody else is to be mailed every day."""
    return bool(address) and bool(EmailAddress.objects.filter(email__iexact=address, verified=True).exists())
