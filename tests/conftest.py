"""What every test shares: both databases, two people, and a browser the size of a phone.

A test that touches the database runs twice, `test_x[postgresql]` and `test_x[sqlite]`; one that only reckons runs once;
one that drives a browser runs on PostgreSQL alone. `--database=sqlite` (or postgresql) runs one of the two.
"""

import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.signals import setting_changed
from django.db import connection, connections
from django.test import Client, TransactionTestCase
from playwright.sync_api import Playwright, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from backroutine import visitors
from exercises import catalogue, shelf
from exercises.management.commands.figures import draw
from tests.databases import DATABASES, NAMES, POSTGRESQL, SQLITE, PostgresServer, TestDatabases, empty
from tests.factories import make_person
from tests.own_site import clean_environment
from tests.serving import count_requests, wait_until_quiet
from tests.static_files import look_once, serve_quickly
from tests.templates import watch_templates

# Playwright's synchronous API keeps an event loop in the thread of the tests, where Django would refuse to query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
BROWSER_FIXTURES = {"page", "context", "browser", "new_context", "launch_browser"}
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = "No Chromium found; get one with: apt install chromium, or: uv run playwright install --with-deps chromium"

server_key = pytest.StashKey[PostgresServer]()
bytecode_key = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


# --- Each test on each database ---


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=DATABASES, help="run on this database alone (default: on both)")


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        # Dozens of processes of `manage.py` would each compile all there is, which takes three times as long as the
        # rest of their start: let those of this run share what they compile, and leave nothing.
        config.stash[bytecode_key] = tempfile.TemporaryDirectory(prefix="backroutine-bytecode-")
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = config.stash[bytecode_key].name
        sys.dont_write_bytecode = False
    config.addinivalue_line("markers", "browser: drives a real browser (marked by the fixtures it asks for)")
    # The same examples in every run, and as long as they take: a busy machine is not a failure.
    hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
    # `--hypothesis-profile=long`: other examples in every run, and a hundred times as many.
    hypothesis.settings.register_profile("long", deadline=None, max_examples=10_000, print_blob=True)
    hypothesis.settings.load_profile(config.getoption("--hypothesis-profile") or "steady")
    expect.set_options(timeout=20_000)  # a wait that ends when it is so; how long a busy machine takes is no failure
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    django_settings.STATIC_ROOT = django_settings.BASE_DIR / "static"  # a folder that is there, for WhiteNoise


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Spread a whole run over the cores; a run of named files stays in one process, which starts sooner."""
    return len(os.sched_getaffinity(0)) if config.args == config.getini("testpaths") else 0


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Start one PostgreSQL for all workers."""
    if config.getoption("database") != SQLITE:
        config.stash[server_key] = PostgresServer()


def pytest_unconfigure(config: pytest.Config) -> None:
    if server := config.stash.get(server_key, None):
        server.stop()
    if folder := config.stash.get(bytecode_key, None):
        folder.cleanup()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    fixtures = set(metafunc.fixturenames)
    if metafunc.definition.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES:
        chosen = metafunc.config.getoption("database")
        databases = (chosen,) if chosen else (POSTGRESQL,) if fixtures & BROWSER_FIXTURES else DATABASES
        metafunc.parametrize("database", databases, indirect=True, scope="session")


def pytest_itemcollected(item: pytest.Item) -> None:
    if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
        item.add_marker("browser")
        # A browser on a busy machine may stumble; a real fault fails twice. What ran again is named in the summary.
        if not item.config.getoption("usepdb"):
            item.add_marker(pytest.mark.flaky(reruns=1))
    if database := getattr(item, "callspec", None) and item.callspec.params.get("database"):  # type: ignore[attr-defined]
        item.user_properties.append(("database", database))


@pytest.fixture(scope="session")
def _databases(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[TestDatabases]:
    databases = TestDatabases(getattr(request.config, "workerinput", {}).get("workerid", "main"))
    yield databases
    with django_db_blocker.unblock():
        databases.destroy()


@pytest.fixture(scope="session", autouse=True)
def database(request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any) -> str:
    """Return the name of the database this test runs on ("" where it needs none)."""
    name: str = getattr(request, "param", "")
    if name:
        databases = request.getfixturevalue("_databases")
        with django_db_blocker.unblock():
            databases.switch(name)
    return name


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Leave nothing to pytest-django: the fixture `database` has made the database."""


@pytest.fixture(scope="session", autouse=True)
def _quickly_emptied() -> Iterator[None]:
    """After a test with transactions of its own."""

    def teardown(self: TransactionTestCase) -> None:
        for name in self._databases_names(include_mirrors=False):
            empty(connections[name])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what each database went through."""
    for database in DATABASES:
        outcomes = Counter(
            {
                outcome: sum(("database", database) in getattr(report, "user_properties", ()) for report in reports)
                for outcome in ("passed", "failed", "error", "skipped")
                if (reports := terminalreporter.getreports(outcome))
            }
        )
        if words := ", ".join(f"{number} {outcome}" for outcome, number in outcomes.items() if number):
            terminalreporter.write_line(f"on {NAMES[database]}: {words}")


# --- The catalogue in memory: no test sees what another one left there, nor what it has itself just changed ---


@pytest.fixture(autouse=True)
def _fresh_shelf(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin without a shelf; then ask for the stamp never, but hear of every write, even one past save()."""
    monkeypatch.setattr(shelf, "CHECK_SECONDS", math.inf)
    shelf.forget()
    visitors.forget()
    with connection.execute_wrapper(_forget_when_written) if database else nullcontext():
        yield
    shelf.forget()


# Tables whose every write is heard of in tests; a test of how a server's process hears empties this.
FORGETTING = ['"exercises_', '"routines_programme']

# No setting changes while a server runs; in tests they do, and what visitors are shown with them.
setting_changed.connect(lambda **_: visitors.forget(), weak=False)


def _forget_when_written(execute: Any, sql: str, *rest: Any) -> Any:
    result = execute(sql, *rest)
    if not sql.lstrip("(").startswith("SELECT") and any(table in sql for table in FORGETTING):
        shelf.forget()
    return result


@pytest.fixture
def django_assert_num_queries(django_assert_num_queries: Any) -> Any:
    """Count what a page asks in a process that has the catalogue already, as all but its very first do."""
    return _with_shelf(django_assert_num_queries)


@pytest.fixture
def django_assert_max_num_queries(django_assert_max_num_queries: Any) -> Any:
    return _with_shelf(django_assert_max_num_queries)


def _with_shelf(count: Any) -> Any:
    def counting(*args: Any, **kwargs: Any) -> Any:
        shelf.now()
        return count(*args, **kwargs)

    return counting


# --- People ---


@pytest.fixture
def alice(db: None) -> User:
    return make_person("alice@example.org")


@pytest.fixture
def bob(db: None) -> User:
    return make_person("bob@example.org")


@pytest.fixture
def alice_client(alice: User) -> Client:
    return _signed_in(alice)


@pytest.fixture
def bob_client(bob: User) -> Client:
    return _signed_in(bob)


def _signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


# --- A browser: `page` (pytest-playwright's) is a phone; `live_server.url` is where the app answers ---


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], playwright: Playwright) -> dict[str, Any]:
    """Use the machine's Chromium, else Playwright's own; without one skip, but never in CI."""
    paths = [path for name in BROWSERS if (path := shutil.which(name))]
    own = playwright.chromium.executable_path
    if not paths and not Path(own).exists():
        if os.environ.get("CI") == "true":
            pytest.fail(NO_BROWSER, pytrace=False)
        pytest.skip(NO_BROWSER)
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return browser_type_launch_args | {
        "executable_path": paths[0] if paths else own,
        "args": ["--no-sandbox", "--disable-gpu", *quiet],
    }


@pytest.fixture(scope="session", autouse=True)
def _quick_static_files() -> Iterator[None]:
    """Serve our scripts and styles from memory, and the stylesheet joined: each page of a test asks for all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", serve_quickly)
        look_once(patch)
        yield


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A phone. The service worker is left to the tests that are about it: it would ask for pages on its own."""
    return browser_context_args | {
        "viewport": {"width": 390, "height": 844},
        "locale": "en-GB",
        "service_workers": "block",
    }


@pytest.fixture(scope="session", autouse=True)
def _counted_requests() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        count_requests(patch)
        yield


@pytest.fixture(autouse=True)
def _quiet_server(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty the tables only once the server has done all that the test's pages asked, even as they were closed."""
    is_served = "live_server" in request.fixturenames
    if is_served:
        request.getfixturevalue("transactional_db")
    yield
    if is_served:
        wait_until_quiet()


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """Let `page.goto("/exercises/")` reach the app."""
    return live_server.url


# --- Templates ---


@pytest.fixture(scope="session", autouse=True)
def _watched_templates() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        watch_templates(patch, django_settings.TEMPLATES)
        yield


# --- What is built ---


@pytest.fixture(scope="session")
def build_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Figures and static files take many seconds: they are built once, for all processes of the run."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "built"
    env = clean_environment() | {"VAR_DIR": str(folder / "var"), "BUILD_DIR": str(folder / "build")}
    command = [sys.executable, str(django_settings.BASE_DIR / "manage.py"), "build"]
    subprocess.run(command, env=env | {"SECRET_KEY": "k" * 60}, check=True, capture_output=True)
    return folder / "build"


# --- Drawings: a test without `drawn` may find them or not ---


@pytest.fixture(scope="session")
def drawings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a few exercises of the catalogue, drawn."""
    folder = tmp_path_factory.mktemp("figures")
    for slug in ("cat-cow", "half-crunch", "knee-to-chest", "knee-rolls"):
        for name, text in draw(catalogue.shipped().exercises[slug]).items():
            (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def drawn(drawings: Path, settings: Any) -> None:
    """Serve those drawings, and no others."""
    settings.STATICFILES_DIRS = [settings.BASE_DIR / "static", ("figures", drawings)]
