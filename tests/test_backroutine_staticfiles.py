import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from backroutine.staticfiles import IMPORT


@pytest.fixture
def collected(tmp_path: Path, settings) -> Path:  # type: ignore[no-untyped-def]
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_DIRS = [settings.BASE_DIR / "static"]
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "backroutine.staticfiles.ManifestStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_the_stylesheet_is_served_as_one_file(collected: Path) -> None:
    (path,) = (collected / "css").glob("app.????????????.css")
    css = path.read_text()

    assert "@import" not in css
    assert css.startswith("@layer reset, tokens, base, layout, components, utilities;")
    assert css.count("{") == css.count("}")


def test_collecting_again_gives_the_same_stylesheet(collected: Path) -> None:
    before = (collected / "css/app.css").read_text()

    call_command("collectstatic", interactive=False, verbosity=0)

    assert (collected / "css/app.css").read_text() == before


def test_every_import_of_the_stylesheet_is_understood() -> None:
    css = (settings.BASE_DIR / "static/css/app.css").read_text()

    assert len(IMPORT.findall(css)) == css.count("@import")


def test_parts_of_the_stylesheet_point_nowhere() -> None:
    """A relative address would change its meaning when the parts are joined."""
    parts = [path for path in (settings.BASE_DIR / "static/css").rglob("*.css") if path.name != "app.css"]

    assert [path.name for path in parts if re.search(r"\burl\(", path.read_text())] == []


def test_scripts_are_served_minified_and_their_imports_hashed(collected: Path) -> None:
    (path,) = (collected / "js/elements").glob("session-player.????????????.js")
    script = path.read_text()
    imported = re.findall(r'from ?"([^"]+)"', script)

    assert "/*" not in script
    assert "\n  " not in script
    assert imported
    assert all((path.parent / name).is_file() and re.search(r"\.[0-9a-f]{12}\.js$", name) for name in imported)


def test_the_service_worker_keeps_files_under_their_hashed_names(collected: Path, client: Client) -> None:
    build = json.loads(client.get("/sw.js").content.decode().split("\n")[0].removeprefix("self.BUILD = ")[:-1])
    files = [url.removeprefix("/static/") for url in build["files"] if url.startswith("/static/")]

    assert build["staticUrl"] == "/static/"
    assert [
        name for name in files if not (collected / name).is_file() or not re.search(r"\.[0-9a-f]{12}\.", name)
    ] == []
    assert any(name.startswith("js/elements/session-player.") for name in files)
