"""The catalogue in memory: loaded once, shared by all requests of a process, loaded anew when it has changed.

    shelf.now()                     the Shelf as it is; costs no query but a tiny one every three seconds
    shelf.now().exercises[pk]       an exercise by its id, retired ones too; a KeyError says it is somebody's own
    shelf.now().by_slug[slug]       by its slug
    shelf.now().offered             what the catalogue offers, in the library's order
    shelf.attach(rows)              sets row.exercise of prescriptions or entries: no join, no query (one for own ones)
    shelf.now().kept(key, make)     something worked out from it, made once and gone with it

The objects are the models' own, with muscles, cautions, levels and neighbours loaded: `exercise.levels.all()` asks
nothing. They are everybody's, so nobody changes them. What people add themselves is never here: it is read for them.

A process learns of a change by the edition's stamp in the database, at most CHECK_SECONDS late; the one that makes the
change at once, as saving a model of the catalogue begins an edition. What writes past save() says changed() itself.
"""

import threading
import time
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.db import Error, models, transaction
from django.db.models.signals import post_delete, post_save

from exercises.models import (
    Activity,
    Caution,
    Edition,
    Exercise,
    ExerciseCaution,
    ExerciseMuscle,
    Level,
    Muscle,
    Variation,
)

# How late a process may learn of what another one changed; and after how long it counts anew what is popular.
CHECK_SECONDS = 3.0
LASTS_SECONDS = 3600.0
MOST_LATELY = 200

# What an own exercise has none of.
CATALOGUE_ONLY = ("levels", "variations", "exercise_cautions")


@dataclass(frozen=True, eq=False)
class Shelf:
    """One edition of the catalogue. Two shelves are never equal: a Shelf can be a key of what was made from it."""

    stamp: str
    exercises: Mapping[int, Exercise]
    by_slug: Mapping[str, Exercise]
    # Current ones only: the popular first, then the founding twelve, then easy before hard.
    offered: tuple[Exercise, ...]
    activities: Mapping[str, Activity]
    _made: dict[Hashable, Any] = field(default_factory=dict)
    _lately: dict[Hashable, Any] = field(default_factory=dict)

    def kept[T](self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made under this key, making it first if need be; two threads may both make it."""
        try:
            made: T = self._made[key]
        except KeyError:
            made = self._made[key] = make()
        return made

    def lately[T](self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made under this key, where there is no end of keys: the MOST_LATELY newest are kept."""
        try:
            made: T = self._lately[key]
        except KeyError:
            made = self._lately[key] = make()
            with suppress(KeyError, RuntimeError, StopIteration):  # another thread does the same
                while len(self._lately) > MOST_LATELY:
                    del self._lately[next(iter(self._lately))]
        return made

    @property
    def current_activities(self) -> list[Activity]:
        return [activity for activity in self.activities.values() if activity.retired_at is None]

    @property
    def muscles(self) -> set[Muscle]:
        """The muscles that an offered exercise works."""
        return {row.muscle for exercise in self.offered for row in exercise.exercise_muscles.all()}

    @property
    def cautions(self) -> set[Caution]:
        """The cautions that an offered exercise asks for."""
        return {row.caution for exercise in self.offered for row in exercise.exercise_cautions.all()}


class _Keeper:
    """Holds the shelf of this process."""

    def __init__(self) -> None:
        self.shelf: Shelf | None = None
        self.check_at = self.leave_at = 0.0
        self.lock = threading.Lock()

    def look(self) -> Shelf:
        shelf = self.shelf
        if shelf is not None and time.monotonic() < self.check_at:
            return shelf
        # While one thread asks, the others go on with what there is.
        if not self.lock.acquire(blocking=shelf is None):
            assert shelf is not None  # noqa: S101  # a lock that is waited for is got
            return shelf
        try:
            return self._fresh()
        finally:
            self.lock.release()

    def _fresh(self) -> Shelf:
        now, shelf = time.monotonic(), self.shelf
        if shelf is not None and now < self.check_at:
            return shelf  # another thread has just asked
        self.check_at = now + CHECK_SECONDS
        try:
            stamp = Edition.objects.stamp()  # before the rows: a change in between is seen at the next look
            if shelf is None or shelf.stamp != stamp or now > self.leave_at:
                shelf, self.leave_at = _load(stamp), now + LASTS_SECONDS
        except Error:
            if shelf is None:
                raise
        self.shelf = shelf
        return shelf


_keeper = _Keeper()


def now() -> Shelf:
    """Return the catalogue as it is, at most CHECK_SECONDS old."""
    return _keeper.look()


def forget() -> None:
    """Let this process load the catalogue when it next needs it."""
    _keeper.shelf = None


def changed() -> None:
    """Say that the catalogue has changed: in this process from here on, in all others once it is committed."""
    Edition.objects.begin()
    forget()
    transaction.on_commit(forget)  # what another thread loaded in the meantime is from before


def attach(rows: Iterable[Any], *, is_with_muscles: bool = False) -> None:
    """Set `exercise` of rows that have an `exercise_id`: the catalogue's from the shelf, own ones by one query.

    Own exercises come with their muscles, by two more, only when that is asked for. An exercise that a row holds
    already stays; rows without one are left alone.
    """
    shelf, missing = now(), []
    for row in rows:
        key = type(row).exercise.field
        if row.exercise_id is None or key.is_cached(row):
            continue
        exercise = shelf.exercises.get(row.exercise_id)
        if exercise is None:
            missing.append(row)
        else:
            key.set_cached_value(row, exercise)
    if missing:
        wanted = Exercise.objects.filter(pk__in={row.exercise_id for row in missing})
        found = {exercise.pk: exercise for exercise in own(wanted.with_muscles() if is_with_muscles else wanted)}
        for row in missing:
            if row.exercise_id in found:  # else Django says at first use that it is gone
                type(row).exercise.field.set_cached_value(row, found[row.exercise_id])


def own(exercises: Iterable[Exercise]) -> list[Exercise]:
    """Return people's own exercises, which then know without asking what only the catalogue's have."""
    found = list(exercises)
    for exercise in found:
        for name in CATALOGUE_ONLY if exercise.is_own else ():
            _set_related(exercise, name, [])
    return found


def _set_related(row: models.Model, name: str, related: list[Any]) -> None:
    """Put rows where Django keeps what was prefetched."""
    rows = getattr(row, name).none()
    rows._result_cache, rows._prefetch_done = related, True
    if not hasattr(row, "_prefetched_objects_cache"):
        row._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    row._prefetched_objects_cache[name] = rows  # type: ignore[attr-defined]


def _load(stamp: str) -> Shelf:
    rows = Exercise.objects.filter(owner=None).popular_first().with_muscles().with_cautions()
    exercises = {row.pk: row for row in rows.prefetch_related("levels", "variations")}
    muscles: dict[int, Muscle] = {}
    cautions: dict[int, Caution] = {}
    for exercise in exercises.values():
        # Of each muscle and caution one object, however many exercises have it.
        for work in exercise.exercise_muscles.all():
            work.muscle = muscles.setdefault(work.muscle_id, work.muscle)
        for care in exercise.exercise_cautions.all():
            care.caution = cautions.setdefault(care.caution_id, care.caution)
        for step in exercise.variations.all():
            step.neighbour = exercises[step.neighbour_id]
    activities = {row.slug: row for row in Activity.objects.with_everything()}
    return Shelf(
        stamp,
        MappingProxyType(exercises),
        MappingProxyType({row.slug: row for row in exercises.values()}),
        tuple(row for row in exercises.values() if row.retired_at is None),
        MappingProxyType(activities),
    )


def _notice(sender: type[models.Model], instance: Any, **_rest: Any) -> None:
    """Begin an edition when a row of the catalogue was saved or deleted; what is somebody's own is no part of it."""
    exercise = instance.exercise if sender is ExerciseMuscle else instance
    if not getattr(exercise, "is_own", False):
        changed()


def listen(*senders: type[models.Model]) -> None:
    """Hear of each row of these models that is saved or deleted."""
    for sender in senders:
        post_save.connect(_notice, sender=sender, dispatch_uid=f"shelf-{sender.__name__}")
        if sender is not ExerciseMuscle:  # a person's own exercise loses them in bulk, which nobody needs to hear of
            post_delete.connect(_notice, sender=sender, dispatch_uid=f"shelf-{sender.__name__}")


CATALOGUE = (Exercise, Activity, Muscle, Caution, Level, Variation, ExerciseCaution, ExerciseMuscle)
