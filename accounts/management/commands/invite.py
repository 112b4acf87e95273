"""Make a link that lets somebody join a site with SIGNUP=invite."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Invite
from accounts.models.invite import DAYS


class Command(BaseCommand):
    help = "Print a link that lets somebody make an account. It is shown this once; take it back in the admin."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--uses", type=int, default=1, help="how many people it lets in (1)")
        parser.add_argument("--days", type=int, default=DAYS, help=f"for how many days ({DAYS})")
        parser.add_argument("--note", default="", help="for whom it is; shown in the admin")

    def handle(self, *args: Any, uses: int, days: int, note: str, **options: Any) -> None:
        if not 1 <= days <= 3660:
            raise CommandError("--days must be between 1 and 3660.")
        invite = Invite(uses=uses, note=note, expires_at=timezone.now() + timedelta(days=days))
        token = invite.make_token()
        try:
            invite.full_clean()
        except ValidationError as error:
            field, faults = next(iter(error.message_dict.items()))
            raise CommandError(f"--{field}: {faults[0]}") from error
        invite.save()
        self.stdout.write(invite.link(token))
        if settings.SIGNUP != "invite":
            self.stderr.write(f"Beware: SIGNUP is {settings.SIGNUP!r}; set it to 'invite' for invites to count.")
