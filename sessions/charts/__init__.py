"""What the progress pages show: each drawing with its table and a sentence that says what is in it.

The sentences say what was, never why: a chart of one person's sessions cannot tell causes.
"""

from sessions.charts.calendar import calendar_drawing
from sessions.charts.drawing import NO_VALUE
from sessions.charts.minutes import minutes_drawing, summary
from sessions.charts.practice import amount_text, exercise_drawing
from sessions.charts.ratings import effort_drawing, pain_drawing

__all__ = [
    "NO_VALUE",
    "amount_text",
    "calendar_drawing",
    "effort_drawing",
    "exercise_drawing",
    "minutes_drawing",
    "pain_drawing",
    "summary",
]
