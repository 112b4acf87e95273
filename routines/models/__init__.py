"""Routines: a person's own, and the ready-made programmes they can be copied from."""

from routines.models.arranging import MAX_PRESCRIPTIONS, CannotUndoError, RoutineFullError
from routines.models.change import Change, Kind
from routines.models.prescription import Prescription, Priority
from routines.models.programme import Programme, ProgrammePrescription
from routines.models.routine import DAYS, Routine
from routines.models.share_link import ShareLink

__all__ = [
    "DAYS",
    "MAX_PRESCRIPTIONS",
    "CannotUndoError",
    "Change",
    "Kind",
    "Prescription",
    "Priority",
    "Programme",
    "ProgrammePrescription",
    "Routine",
    "RoutineFullError",
    "ShareLink",
]
