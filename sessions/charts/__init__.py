"""What the progress pages show: each drawing with its table and a sentence that says what is in it.

The sentences say what was, never why: a chart of one person's sessions cannot tell causes.
"""

from sessions.charts.calendar import calendar_drawing
from sessions.charts.drawing import NO_VALUE, BarsDrawing
from sessions.charts.minutes import activities_drawing, minutes_drawing, summary
from sessions.charts.practice import adherence_drawing, amount_text, exercise_drawing, level_text, muscles_drawing
from sessions.charts.ratings import changes_drawing, effort_drawing, mornings_drawing, pain_drawing, rating_slots

__all__ = [
    "NO_VALUE",
    "BarsDrawing",
    "activities_drawing",
    "adherence_drawing",
    "amount_text",
    "calendar_drawing",
    "changes_drawing",
    "effort_drawing",
    "exercise_drawing",
    "level_text",
    "minutes_drawing",
    "mornings_drawing",
    "muscles_drawing",
    "pain_drawing",
    "rating_slots",
    "summary",
]
