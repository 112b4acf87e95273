"""Figures drawn from joint angles: stills and looping animations of every exercise, as SVG text. Pure: no database.

docs/figures.md explains the pose format; `manage.py figures` writes the files that pages refer to.
"""

from exercises.figures.card import card
from exercises.figures.muscle_map import muscle_map
from exercises.figures.picture import Light, animation, still
from exercises.figures.sheet import contact_sheet

__all__ = ["Light", "animation", "card", "contact_sheet", "muscle_map", "still"]
