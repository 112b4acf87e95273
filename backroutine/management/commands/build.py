"""Make the files that the web server sends: the figures of the exercises, and every static file with its hash."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from backroutine.locking import alone_at

# What the built files are made of; third-party ones change with uv.lock.
SOURCES = (
    "static",
    "exercises/catalogue",
    "exercises/figures",
    "exercises/keyposes.py",
    "exercises/management",
    "backroutine/staticfiles.py",
)


class Command(BaseCommand):
    help = "Draw the figures and collect the static files into BUILD_DIR, unless nothing has changed."
    requires_system_checks = []  # some ask the database, which an image has not got while it is built

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = fingerprint(settings.BASE_DIR)
        if is_built(wanted):
            return
        with alone_at(Path(settings.BUILD_DIR) / "build.lock"):
            if not is_built(wanted):  # by whoever was first
                self.build(wanted, options["verbosity"])

    def build(self, wanted: str, verbosity: int) -> None:
        stamp = Path(settings.BUILD_DIR) / "stamp"
        if verbosity:
            self.stdout.write("Drawing the figures and collecting the static files …")
            self.stdout.flush()
        stamp.unlink(missing_ok=True)
        call_command("figures", cards=True, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(wanted, encoding="utf-8")


def is_built(wanted: str) -> bool:
    stamp = Path(settings.BUILD_DIR) / "stamp"
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted and Path(settings.STATIC_ROOT).is_dir()


def fingerprint(base: Path) -> str:
    """Return a hash of all that goes into the built files."""
    digest = hashlib.sha256()
    for path in [base / "uv.lock", *_files(base)]:
        digest.update(str(path.relative_to(base)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(base: Path) -> Iterator[Path]:
    for source in SOURCES:
        path = base / source
        yield from sorted(f for f in path.rglob("*") if f.is_file() and f.suffix != ".pyc") if path.is_dir() else [path]
