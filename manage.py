#!/usr/bin/env python
"""Run Django's commands; `manage.py up` sets everything up and serves."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backroutine.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # A broken setting is the operator's to mend: one sentence, no traceback.
        sys.stderr.write(f"backroutine: {error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
