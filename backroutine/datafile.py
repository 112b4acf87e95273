"""A file that a person brings along: read as JSON, or refused in words with the place of the fault."""

import json
from typing import Any

from django.utils.translation import gettext as _

MAX_PROBLEMS = 20


class FileError(ValueError):
    """What is wrong with the file: (place in the file, words for the person) for the first few faults."""

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__(problems)
        self.problems = problems[:MAX_PROBLEMS]


def parse_json(content: bytes) -> Any:
    """Return what the file holds, whatever it is. Raises FileError."""
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FileError(("", _("The file is not text in UTF-8."))) from error
    except json.JSONDecodeError as error:
        place = _("line %(line)s, column %(column)s") % {"line": error.lineno, "column": error.colno}
        raise FileError((place, _("This is not readable JSON."))) from error
    except (RecursionError, ValueError) as error:  # nested too deep, or a number of thousands of digits
        raise FileError(("", _("This is not readable JSON."))) from error
