"""What the app is made of: each package has its reason, its hash, and a line in the list of parts."""

import json
import re
import subprocess
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

ROOT: Path = settings.BASE_DIR


def plain(requirement: str) -> str:
    return re.split(r"[\[<>=~! ]", requirement, maxsplit=1)[0].lower()


def listed(text: str) -> set[str]:
    """Return the packages of the first column of a table: "psycopg (binary, pool)" is psycopg."""
    cells = re.findall(r"^\| ([^|]+) \|", text, re.M)
    names = {name for cell in cells for name in re.sub(r"\(.*?\)", "", cell).replace(",", " ").split()}
    return names - {"package", "---"}


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    app, development = (ROOT / "docs/dependencies.md").read_text().split("## Only for development")

    assert listed(app) == {plain(it) for it in project["project"]["dependencies"]}
    assert listed(development) == {plain(it) for it in project["dependency-groups"]["dev"]}


def test_every_locked_file_has_its_hash_and_comes_from_the_index() -> None:
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    others = [it for it in packages if it["name"] != "backroutine"]
    files = [file for it in others for file in [*it.get("wheels", []), *([it["sdist"]] if "sdist" in it else [])]]

    assert len(others) > 30
    assert {it["source"].get("registry") for it in others} == {"https://pypi.org/simple"}
    assert [file["url"] for file in files if not re.fullmatch("sha256:[0-9a-f]{64}", file.get("hash", ""))] == []


def test_list_of_parts_is_made_by_one_command() -> None:
    command = ["uv", "export", "--quiet", "--locked", "--offline", "--no-dev", "--format", "cyclonedx1.5"]

    made = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)

    parts = json.loads(made.stdout)
    assert parts["bomFormat"] == "CycloneDX"
    assert {"django", "django-allauth", "granian"} <= {it["name"] for it in parts["components"]}


# --- Whom to tell ---


def test_security_txt_names_the_operator_and_expires(client: Client, settings: Any) -> None:
    settings.CONTACT_EMAIL, settings.SITE_URL = "help@back.example.org", "https://back.example.org"

    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=False):
        response = client.get("/.well-known/security.txt")

    assert response["Content-Type"] == "text/plain"
    assert response.content.decode() == (
        "Contact: mailto:help@back.example.org\n"
        "Expires: 2026-08-29T12:00:00Z\n"
        "Preferred-Languages: en\n"
        "Canonical: https://back.example.org/.well-known/security.txt\n"
    )


@pytest.mark.django_db
def test_security_txt_is_not_there_without_somebody_to_tell(client: Client, settings: Any) -> None:
    settings.CONTACT_EMAIL = ""

    assert client.get("/.well-known/security.txt").status_code == 404
