import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from backroutine.databases import database_from_url
from backroutine.env import env_bool, env_int, env_list, env_origin, env_secret, env_str, host_of

BASE_DIR: Path = settings.BASE_DIR
SQLITE: Path = settings.VAR_DIR / "db.sqlite3"


def read_variables() -> set[str]:
    """Return the names that settings.py, and what it is made of, asks the env helpers for."""
    return {
        node.args[0].value
        for path in (BASE_DIR / "backroutine").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.startswith("env_")
        if isinstance(node.args[0], ast.Constant)
    }


def test_readme_lists_every_variable_that_settings_read() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|", (BASE_DIR / "README.md").read_text(), re.M)

    assert sorted(rows) == sorted(read_variables())


def test_only_the_env_helpers_read_the_environment() -> None:
    readers = [
        path.name
        for path in (BASE_DIR / "backroutine").rglob("*.py")
        if re.search(r"os\.(environ\b(?! \|)|getenv)", path.read_text())
    ]

    assert readers == ["env.py", "wsgi.py"]  # wsgi.py only names the settings module


@pytest.mark.parametrize(
    ("word", "expected"), [("1", True), ("TRUE", True), (" yes ", True), ("off", False), ("0", False), ("", False)]
)
def test_env_bool_reads_the_usual_words(monkeypatch: pytest.MonkeyPatch, word: str, expected: bool) -> None:
    monkeypatch.setenv("FLAG", word)

    assert env_bool("FLAG", default=True) is expected


def test_env_bool_refuses_other_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLAG", "maybe")

    with pytest.raises(ImproperlyConfigured, match=r"^FLAG must be true or false, not 'maybe'\.$"):
        env_bool("FLAG")


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("x", "SIZE must be a whole number, not 'x'."),
        ("2.5", "SIZE must be a whole number, not '2.5'."),
        ("0", "SIZE must be between 1 and 9, not 0."),
        ("10", "SIZE must be between 1 and 9, not 10."),
    ],
)
def test_env_int_refuses_what_is_no_number_in_range(monkeypatch: pytest.MonkeyPatch, word: str, sentence: str) -> None:
    monkeypatch.setenv("SIZE", word)

    with pytest.raises(ImproperlyConfigured) as refused:
        env_int("SIZE", default=5, low=1, high=9)

    assert str(refused.value) == sentence


def test_env_list_splits_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSTS", " a.example.org, b.example.org ,,")

    assert env_list("HOSTS") == ["a.example.org", "b.example.org"]


def test_env_str_reads_the_file_that_name_file_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.setenv("WORD", "from the environment")
    monkeypatch.setenv("WORD_FILE", str(tmp_path / "secret"))

    assert env_str("WORD") == "from the file"


def test_env_str_names_the_file_it_cannot_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WORD_FILE", str(tmp_path / "none"))

    with pytest.raises(ImproperlyConfigured, match=r"WORD_FILE: cannot read .*none: No such file or directory"):
        env_str("WORD")


@pytest.mark.parametrize(
    ("word", "origin", "host"),
    [
        ("https://Back.Example.org/", "https://back.example.org", "back.example.org"),
        ("http://192.168.1.5:8000", "http://192.168.1.5:8000", "192.168.1.5"),
        ("http://[::1]:8000", "http://[::1]:8000", "[::1]"),
        ("", "http://127.0.0.1:8000", "127.0.0.1"),
    ],
)
def test_env_origin_reads_scheme_host_and_port(
    monkeypatch: pytest.MonkeyPatch, word: str, origin: str, host: str
) -> None:
    monkeypatch.setenv("SITE", word)

    assert env_origin("SITE", "http://127.0.0.1:8000") == origin
    assert host_of(origin) == host


@pytest.mark.parametrize(
    "word",
    [
        "back.example.org",
        "ftp://back.example.org",
        "https://",
        "https://[half",
        "https://back.example.org:port",
        "https://back.example.org:70000",
        "https://back.example.org/app",
        "https://back.example.org?a=1",
        "https://name@back.example.org",
    ],
)
def test_env_origin_refuses_anything_else(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("SITE", word)

    with pytest.raises(ImproperlyConfigured, match=r"^SITE must look like https://back.example.org, not '"):
        env_origin("SITE", "http://127.0.0.1:8000")


def test_env_secret_is_made_once(tmp_path: Path) -> None:
    first = env_secret("NO_SUCH_SECRET", keep_in=tmp_path / "var" / "key")

    assert len(first) >= 50
    assert env_secret("NO_SUCH_SECRET", keep_in=tmp_path / "var" / "key") == first
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["key"]


def test_database_is_sqlite_unless_told_otherwise() -> None:
    database = database_from_url("", SQLITE)

    assert (database["ENGINE"], database["NAME"]) == ("django.db.backends.sqlite3", SQLITE)
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_database_url_names_every_part_of_a_postgresql() -> None:
    database = database_from_url("postgresql://web:p%40ss@db.example.org:6543/back?sslmode=verify-full", SQLITE)

    parts = ("ENGINE", "USER", "PASSWORD", "HOST", "PORT", "NAME", "CONN_MAX_AGE")
    assert [database[part] for part in parts] == [
        "django.db.backends.postgresql",
        "web",
        "p@ss",
        "db.example.org",
        6543,
        "back",
        0,
    ]
    assert database["OPTIONS"] == {
        "connect_timeout": 5,
        "sslmode": "verify-full",
        "pool": {"min_size": 0, "max_size": 8, "timeout": 3, "reconnect_timeout": 2},
    }


def test_database_pool_takes_its_size_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_POOL_SIZE", "3")

    assert database_from_url("postgresql://web@db/back", SQLITE)["OPTIONS"]["pool"]["max_size"] == 3


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://u@h/d", "DATABASE_URL must start with postgresql://"),
        ("nonsense", "DATABASE_URL must start with postgresql://"),
        ("postgresql://u@h:port/d", "DATABASE_URL cannot be read"),
        ("postgresql://u@h", "DATABASE_URL names no database"),
        ("sqlite://", "DATABASE_URL names no file"),
    ],
)
def test_database_url_that_is_wrong_is_refused(url: str, sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^{sentence}"):
        database_from_url(url, SQLITE)


# --- The database past one machine ---


def test_several_hosts_are_tried_in_their_order() -> None:
    url = "postgresql://web:a%2Cb@first:6432,second/backroutine?target_session_attrs=read-write"

    database = database_from_url(url, SQLITE)

    assert [database[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        *("web", "a,b", "first,second", "6432,5432", "backroutine")
    ]
    assert database["OPTIONS"]["target_session_attrs"] == "read-write"


def test_a_port_of_several_hosts_that_is_none_is_said() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL cannot be read: "):
        database_from_url("postgresql://first:x,second/backroutine", SQLITE)


@pytest.mark.parametrize("is_pooled", [True, False])
def test_behind_a_pooler_nothing_is_left_in_a_connection(monkeypatch: pytest.MonkeyPatch, is_pooled: bool) -> None:
    monkeypatch.setenv("DATABASE_POOLED", str(is_pooled))

    database = database_from_url("postgresql://web@pgbouncer:6432/backroutine?prepare_threshold=5", SQLITE)

    assert database["DISABLE_SERVER_SIDE_CURSORS"] is is_pooled
    assert (database["OPTIONS"]["prepare_threshold"] is None) is is_pooled
