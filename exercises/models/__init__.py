"""The catalogue and what people add to it: exercises, their parts, and activities."""

from exercises.models.activity import Activity
from exercises.models.dose_columns import DOSE_COLUMNS, DoseColumns, SidesChoices
from exercises.models.edition import Edition
from exercises.models.exercise import (
    MAX_OWN,
    Exercise,
    ExerciseCaution,
    ExerciseMuscle,
    ExerciseQuerySet,
    Level,
    LibraryFullError,
    Variation,
)
from exercises.models.words import (
    Caution,
    Equipment,
    Focus,
    Kind,
    Measure,
    Muscle,
    SpineMovement,
    StartPosition,
)

__all__ = [
    "DOSE_COLUMNS",
    "MAX_OWN",
    "Activity",
    "Caution",
    "DoseColumns",
    "Edition",
    "Equipment",
    "Exercise",
    "ExerciseCaution",
    "ExerciseMuscle",
    "ExerciseQuerySet",
    "Focus",
    "Kind",
    "Level",
    "LibraryFullError",
    "Measure",
    "Muscle",
    "SidesChoices",
    "SpineMovement",
    "StartPosition",
    "Variation",
]
