"""Make somebody an administrator: the first one, or another."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from accounts.events import record
from accounts.models import User
from accounts.models.event import Kind


class Command(BaseCommand):
    help = "Let EMAIL into /admin/. A new account gets a password you type, or a link to choose one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--link", action="store_true", help="print a link to choose a password; it works once")

    def handle(self, *args: Any, email: str, link: bool, **options: Any) -> None:
        address = email.strip().lower()
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError(f"{email!r} is no e-mail address.") from error
        person = User.objects.filter(email=address).first()
        is_new = person is None
        by_link = link or (is_new and not sys.stdin.isatty())
        password = ask_for_password(address) if is_new and not by_link else None
        with transaction.atomic():
            person = person or User.objects.create_user(address, password)
            person.is_staff = person.is_superuser = person.is_active = True
            person.save(update_fields=["is_staff", "is_superuser", "is_active"])
            # The operator vouches for the address, so that no message has to be waited for.
            EmailAddress.objects.update_or_create(
                user=person, email=address, defaults={"verified": True, "primary": True}
            )
            record(Kind.ADMIN_GRANTED, person)
        self.stdout.write(f"{address} is an administrator: {settings.SITE_URL}{reverse('admin:index')}")
        if by_link:
            self.stdout.write(f"To choose a password, once, within three days: {password_link(person)}")


def ask_for_password(address: str) -> str:
    """Ask for a password twice. Raises CommandError when it is too easy, or not the same."""
    password = getpass(f"Password for {address}: ")
    try:
        validate_password(password, User(email=address))
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    if getpass("Once more: ") != password:
        raise CommandError("That was not the same twice.")
    return password


def password_link(person: User) -> str:
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)},
    )
    return f"{settings.SITE_URL}{path}"
