"""Do what is to be done outside of requests: remind people, tidy up. `manage.py up` starts one beside the server."""

import logging
import os
import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session as BrowserSession
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError
from django.db import close_old_connections, transaction
from django.utils import timezone

from sessions.tasks import remind_due, take_over

LOOKS_EVERY_SECONDS = 20
TIDIES_EVERY_SECONDS = 6 * 60 * 60

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send reminders that are due, and tidy up, until it is stopped. Several may run at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--with-parent", type=int, metavar="PID", help="end when this process, which started it, ends"
        )

    def handle(self, *args: Any, with_parent: int | None, **options: Any) -> None:
        threading.Thread(target=look_around, args=(with_parent,), daemon=True).start()
        call_command("db_worker", interval=2, reload=False, queue_name="*")


def look_around(parent: int | None) -> None:
    """Look for what is due, again and again; a database that is away for a while is tried again."""
    tidied_at = -float(TIDIES_EVERY_SECONDS)
    try:
        while parent is None or os.getppid() == parent:
            try:
                close_old_connections()
                remind_due()
                take_over(timezone.now())
                if time.monotonic() - tidied_at >= TIDIES_EVERY_SECONDS:
                    tidy()
                    tidied_at = time.monotonic()
            except DatabaseError:
                logger.warning("The database did not answer; trying again.")
            time.sleep(LOOKS_EVERY_SECONDS if parent is None else 1)
    finally:  # nobody must believe that it still looks
        os.kill(os.getpid(), signal.SIGTERM)


def tidy() -> None:
    """Delete what nobody will ask for again. Two may do so at once."""
    call_command("prune_db_task_results", verbosity=0)
    call_command("tidy_accounts", verbosity=0)
    BrowserSession.objects.filter(expire_date__lt=timezone.now()).delete()
    people = get_user_model().objects
    for pk in list(people.stale_guests(timezone.now()).values_list("pk", flat=True)):
        # One by one: a lock is held for the rows of one person only. Whoever came back meanwhile stays.
        with transaction.atomic():
            guest = people.stale_guests(timezone.now()).select_for_update(skip_locked=True).filter(pk=pk).first()
            if guest:
                guest.erase()
