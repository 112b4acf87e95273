"""Draw the exercises: SVG files for the static files, or one sheet to look all poses over."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from resvg_py import svg_to_bytes

from exercises import catalogue
from exercises.dose import Sides
from exercises.figures import Light, animation, card, contact_sheet, still
from exercises.keyposes import telling
from exercises.tomlfile import FileError


class Command(BaseCommand):
    help = "Draw every exercise into FIGURES_DIR; run it before collectstatic whenever the files change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--into", type=Path, default=settings.FIGURES_DIR, help="where the files go")
        parser.add_argument(
            "--sheet",
            type=Path,
            nargs="?",
            const=settings.VAR_DIR / "figures.html",
            help="write one HTML sheet of all key poses, in three views, instead",
        )
        parser.add_argument(
            "--cards", action="store_true", help="also the PNG cards that links are shown with elsewhere"
        )
        parser.add_argument("slugs", nargs="*", help="only these exercises")

    def handle(self, *args: Any, into: Path, sheet: Path | None, slugs: list[str], **options: Any) -> None:
        try:
            exercises = catalogue.shipped().exercises
        except FileError as error:
            raise CommandError(str(error)) from error
        if unknown := set(slugs) - exercises.keys():
            raise CommandError(f"No such exercise: {', '.join(sorted(unknown))}.")
        chosen = [exercise for slug, exercise in exercises.items() if not slugs or slug in slugs]
        if sheet:
            rows = [(exercise.name, exercise.steps, poses_of(exercise)) for exercise in chosen]
            sheet.write_text(contact_sheet(rows), encoding="utf-8")
            return
        files: dict[str, bytes] = {}
        for exercise in chosen:
            files |= {name: text.encode() for name, text in draw(exercise).items()}
            files |= {card_name(exercise): draw_card(exercise)} if options["cards"] else {}
        into.mkdir(parents=True, exist_ok=True)
        written = [name for name, content in files.items() if write(into / name, content)]
        known = {*files, *map(card_name, chosen)}
        stale = [] if slugs else [path for path in into.glob("*.[sp][vn]g") if path.name not in known]
        for path in stale:
            path.unlink()
        if options["verbosity"]:
            self.stdout.write(
                f"Figures: {len(written)} written, {len(files) - len(written)} unchanged, {len(stale)} removed."
            )


def poses_of(exercise: catalogue.Exercise) -> list[dict[str, Any]]:
    """Return the key poses as exercises.figures takes them: the very tables of the file."""
    return [
        {"label": pose.label, "view": pose.view, "description": pose.description, **pose.drawing}
        for pose in exercise.key_poses
    ]


def draw(exercise: catalogue.Exercise) -> dict[str, str]:
    """Return the exercise's files by name: <slug>.svg moves, <slug>-1.svg and on are its key poses."""
    poses = poses_of(exercise)
    light = Light(frozenset(exercise.muscles_primary), is_one_sided=exercise.dose.sides is Sides.EACH)
    try:
        files = {
            f"{exercise.slug}-{number}.svg": still(poses, number - 1, name=exercise.name, light=light)
            for number in range(1, len(poses) + 1)
        }
        files[f"{exercise.slug}.svg"] = animation(
            poses,
            rep_seconds=exercise.dose.rep_seconds,
            hold_seconds=exercise.dose.hold_seconds,
            is_alternating=exercise.dose.sides is Sides.ALTERNATE,
            name=exercise.name,
            light=light,
        )
    except ValueError as error:
        raise CommandError(f"{exercise.slug}.toml: {error}") from error
    return files


def card_name(exercise: catalogue.Exercise) -> str:
    return f"{exercise.slug}-card.png"


def draw_card(exercise: catalogue.Exercise) -> bytes:
    """Return the picture of an exercise for the places that know no SVG, as PNG."""
    light = Light(frozenset(exercise.muscles_primary), is_one_sided=exercise.dose.sides is Sides.EACH)
    drawn = card(poses_of(exercise), telling(exercise.key_poses) - 1, light=light)
    return svg_to_bytes(svg_string=drawn, skip_system_fonts=True)


def write(path: Path, content: bytes) -> bool:
    """Write a file unless it already says the same; return whether it was written."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.write_bytes(content)
    return True
