"""Measure what is done now and then, not for each page, and print it as a table: CPU seconds, the best of three.

    uv run python -m bench.chores

Each figure stands beside the time of drawing one plain exercise in the same run: the ratio is what compares machines.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 3
SESSIONS = 4000


def seconds(work):
    """Return the least CPU seconds of a few runs."""
    taken = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)


def draw_all():
    from exercises import catalogue
    from exercises.management.commands.figures import draw

    for exercise in catalogue.shipped().exercises.values():
        draw(exercise)


def draw_one():
    from exercises import catalogue
    from exercises.management.commands.figures import draw

    draw(catalogue.shipped().exercises["plank"])


def load_catalogue():
    from django.core.management import call_command

    call_command("load_catalogue", verbosity=0)


def read_sheet():
    from exercises import catalogue
    from exercises.dose import Dose
    from routines import clinic_sheet
    from routines.clinic_sheet import MAX_CHARACTERS, Usual
    from routines.clinic_sheet.text import MAX_LINES

    named = [(slug, (it.name, *it.other_names)) for slug, it in catalogue.shipped().exercises.items()]
    text = "\n".join(
        ("brid dgo 3x10s hold each side, plank 2 x 30 sec\n" * MAX_CHARACTERS)[:MAX_CHARACTERS].splitlines()[:MAX_LINES]
    )
    clinic_sheet.read(text, named, lambda slug: Usual(Dose(), False, {}))


def export_and_import():
    """Save a long history as a file, and import it into a new account."""
    from accounts.models import User
    from accounts.portability.exporting import export
    from accounts.portability.importing import store
    from accounts.portability.reading import read

    person = User.objects.get(email="long@example.org")
    started = time.process_time()
    content = "".join(export(person)).encode()
    exported = time.process_time() - started
    User.objects.filter(email="new@example.org").delete()
    started = time.process_time()
    store(User.objects.create_user("new@example.org"), read(content))
    return exported, time.process_time() - started, len(content)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "backroutine.settings", "VAR_DIR": folder, "SECRET_KEY": "b" * 60}
        for command in (["migrate", "-v0"], ["load_catalogue", "-v0"], ["load_programmes", "-v0"]):
            subprocess.run([sys.executable, ROOT / "manage.py", *command], check=True)
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        from bench.people import make_helper, make_history

        make_history(*make_helper("long@example.org"), SESSIONS)
        floor = seconds(draw_one)
        exported, imported, size = export_and_import()
        rows = {
            "loading the catalogue, nothing being new": seconds(load_catalogue),
            "drawing every figure": seconds(draw_all),
            "reading the longest sheet of a physiotherapist": seconds(read_sheet),
            f"saving {SESSIONS} sessions as a file ({size / 1e6:.1f} MB)": exported,
            f"importing {SESSIONS} sessions": imported,
        }
    print("| work | CPU seconds | × drawing the plank |\n| --- | --- | --- |")
    for name, taken in rows.items():
        print(f"| {name} | {taken:.2f} | {taken / floor:.0f} |")


if __name__ == "__main__":
    main()
