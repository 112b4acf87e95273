"""What a person can choose an exercise from: the catalogue, made ready once for searching, and their own exercises."""

from typing import TYPE_CHECKING

from django.utils.translation import get_language

from exercises import shelf
from exercises.models import Exercise
from exercises.search import Findable, findable

if TYPE_CHECKING:
    from accounts.models import User


def findables(person: "User") -> list[Findable[Exercise]]:
    """Return what is offered to the person, in the library's order, their own last. Costs a query or two."""
    now = shelf.now()
    known = now.kept(("findables", get_language()), lambda: [findable(exercise) for exercise in now.offered])
    own = Exercise.objects.filter(owner=person, retired_at=None).order_by("name").with_muscles()
    return [*known, *map(findable, own)]
