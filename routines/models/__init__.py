"""Routines: a person's own, and the ready-made programmes they can be copied from."""

from routines.models.programme import Programme, ProgrammePrescription
from routines.models.routine import MAX_PRESCRIPTIONS, Prescription, Removed, Routine, RoutineFullError

__all__ = [
    "MAX_PRESCRIPTIONS",
    "Prescription",
    "Programme",
    "ProgrammePrescription",
    "Removed",
    "Routine",
    "RoutineFullError",
]
