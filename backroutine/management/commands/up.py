"""Set up what is missing and serve: the one command of whoever runs backroutine."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.db import OperationalError, connections
from django.db.migrations.exceptions import MigrationSchemaMissing
from django.db.migrations.executor import MigrationExecutor

from backroutine import locking, network, serving
from backroutine.env import pass_on
from backroutine.outage import first_line
from backroutine.renewal import TAKING_OVER, Renewal, start_anew

STARTS_ANEW_AFTER_SECONDS = 1


class Command(BaseCommand):
    help = "Create what is missing (secret key, database, catalogue, figures, static files) and serve until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 lets a phone in the same network in")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="processes; each serves four requests at once")
        parser.add_argument("--demo", action="store_true", help="add a demo person with a lifelike year of sessions")

        parser.add_argument("--prepare", action="store_true", help="only create what is missing, and end")
        parser.add_argument(TAKING_OVER, default="", help=SUPPRESS)

    def handle(self, *args: Any, host: str, port: int, workers: int, demo: bool, **options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        renewal = Renewal(options["taking_over"])
        try:
            if not (1 <= port <= 65535 and 1 <= workers <= 64):
                raise ImproperlyConfigured("--port is a number from 1 to 65535, --workers one from 1 to 64.")
            if options["prepare"]:
                self.prepare(demo=demo)
                import_module(settings.ROOT_URLCONF)  # all that pages are made of
                return
            address = network.resolve(host, port, is_ours=renewal.listener is not None)
            if environment := network.environment_for(host, port):
                start_anew(*renewal.words, environment=environment)  # settings are read only once
            self.prepare(demo=demo)
            if settings.METRICS_TOKEN:
                self.prepare_metrics(
                    settings.VAR_DIR / "metrics" / f"{socket.gethostname()}-{port}", is_new=renewal.listener is None
                )
            self.serve(renewal, renewal.listener or serving.listen(address, port), workers)
        except KeyboardInterrupt:
            sys.exit(0)

    def prepare_metrics(self, folder: Path, *, is_new: bool) -> None:
        """Make the folder in which the workers count together; a new version counts on."""
        if is_new:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        pass_on("PROMETHEUS_MULTIPROC_DIR", str(folder))

    def serve(self, renewal: Renewal, listener: socket.socket, workers: int) -> None:
        with worker(renewal.companions):
            welcome = f"backroutine is ready: {settings.SITE_URL}"
            was_told = serving.serve(listener, workers, settings.DRAIN_SECONDS, renewal, welcome=welcome)
        if not was_told:
            time.sleep(STARTS_ANEW_AFTER_SECONDS)
            start_anew(f"{TAKING_OVER}={listener.fileno()}")

    def prepare(self, *, demo: bool) -> None:
        """Bring database, catalogue, figures and static files up to date. Raises ImproperlyConfigured."""
        try:
            settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
            call_command("build")
            with plain_connection():
                self.prepare_database(demo=demo)
        except OSError as error:
            raise ImproperlyConfigured(f"{error.filename} cannot be written: {error.strerror}.") from error
        except (OperationalError, MigrationSchemaMissing) as error:
            raise ImproperlyConfigured(f"The database cannot be written: {first_line(error)}.") from error
        except CommandError as error:
            raise ImproperlyConfigured(str(error)) from error

    def prepare_database(self, *, demo: bool) -> None:
        connection = connections["default"]
        try:
            connection.ensure_connection()
        except DatabaseError as error:
            name = connection.settings_dict["NAME"]
            raise ImproperlyConfigured(
                f"The database {name} cannot be opened: {first_line(error)}. Look at DATABASE_URL and its rights."
            ) from error
        # Two that start at once take turns: the second finds everything done.
        with locking.alone_with(connection):
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                self.stdout.write("Preparing the database …")
                self.stdout.flush()
                call_command("migrate", interactive=False, verbosity=0)
            call_command("load_catalogue", verbosity=0)
            call_command("load_programmes", verbosity=0)
            if demo:
                call_command("make_demo")


@contextmanager
def worker(companions: list[int]) -> Iterator[None]:
    """Run `manage.py worker` beside the server, again when it ends: it reminds people, and removes what is outdated."""
    is_over = threading.Event()
    command = [sys.executable, sys.argv[0], "worker", "--with-parent", str(os.getpid())]

    def keep() -> None:
        while not is_over.is_set():
            process = subprocess.Popen(command)  # noqa: S603
            companions[:] = [process.pid]
            process.wait()
            companions.clear()
            is_over.wait(STARTS_ANEW_AFTER_SECONDS)

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        is_over.set()
        for pid in companions:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        keeper.join(20)


@contextmanager
def plain_connection() -> Iterator[None]:
    """Do without the connection pool, whose threads would not survive the server's fork; close the connection after."""
    options = connections["default"].settings_dict["OPTIONS"]
    pool = options.pop("pool", None)
    try:
        yield
    finally:
        connections.close_all()
        if pool is not None:
            options["pool"] = pool
