import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client


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
    assert "/*" not in css
    assert css.startswith("@layer reset,tokens,base,layout,components,utilities;")
    assert css.count("{") == css.count("}")


def test_collecting_again_gives_the_same_files(collected: Path) -> None:
    before = {path: path.read_bytes() for path in collected.rglob("*.[cj]s*") if path.is_file()}

    call_command("collectstatic", interactive=False, verbosity=0)

    assert {path: path.read_bytes() for path in collected.rglob("*.[cj]s*") if path.is_file()} == before


def test_parts_of_style_sheets_point_nowhere() -> None:
    """A relative address would change its meaning when the parts are joined."""
    parts = (settings.BASE_DIR / "static/css").rglob("*.css")

    assert [path.name for path in parts if re.search(r"\burl\((?!\"[\w/-]+\.css\"\) layer)", path.read_text())] == []


def test_scripts_are_served_joined_and_minified(collected: Path) -> None:
    (path,) = (collected / "js/elements").glob("session-player.????????????.js")
    script = path.read_text()

    assert re.findall(r"^(?:import|export)\b.*", script, re.MULTILINE) == []
    assert "/*" not in script
    assert "\n  " not in script


def test_what_a_script_fetches_later_is_called_by_its_hashed_name(collected: Path) -> None:
    (path,) = (collected / "js").glob("app.????????????.js")
    later = re.findall(r'import\("([^"]+)"\)', path.read_text())

    assert "./elements/auto-save" in {name.split(".js")[0].rpartition(".")[0] for name in later}
    assert [
        name for name in later if not re.search(r"\.[0-9a-f]{12}\.js$", name) or not (path.parent / name).is_file()
    ] == []


def test_what_comes_along_with_another_file_is_not_there_by_itself(collected: Path) -> None:
    manifest = json.loads((collected / "staticfiles.json").read_text())["paths"]

    assert [name for name in manifest if name.startswith(("css/components/", "js/charts/"))] == []
    assert not (collected / "js/player/clock.js").exists()


def test_the_service_worker_keeps_files_under_their_hashed_names(collected: Path, client: Client) -> None:
    build = json.loads(client.get("/sw.js").content.decode().split("\n")[0].removeprefix("self.BUILD = ")[:-1])
    files = [url.removeprefix("/static/") for url in build["files"] if url.startswith("/static/")]

    assert build["staticUrl"] == "/static/"
    assert [
        name for name in files if not (collected / name).is_file() or not re.search(r"\.[0-9a-f]{12}\.", name)
    ] == []
    assert any(name.startswith("js/elements/session-player.") for name in files)
