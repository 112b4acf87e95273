"""Delete what is kept of accounts only for a while. `manage.py worker` runs it every six hours."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import Device, SecurityEvent


class Command(BaseCommand):
    help = "Delete security events that are too old, and devices whose session is over."

    def handle(self, *args: Any, **options: Any) -> None:
        SecurityEvent.objects.outdated().delete()
        Device.objects.forgotten().delete()
