"""Reads what a physiotherapist wrote: free text in, prescriptions out, each with what is uncertain about it.

In the order of the work: text.py (what a sheet may be), tokens.py, cursor.py (numbers and times), grammar.py and
often.py (phrases), parts.py (a line cut at its commas), names.py (which exercise is meant), dosage.py (a dose of the
phrases), reading.py (the whole). The words it knows stand in vocabulary.py.
"""

from routines.clinic_sheet.dosage import Usual
from routines.clinic_sheet.reading import Meaning, Reading, Sheet, read
from routines.clinic_sheet.text import MAX_CHARACTERS, SheetError

__all__ = ["MAX_CHARACTERS", "Meaning", "Reading", "Sheet", "SheetError", "Usual", "read"]
