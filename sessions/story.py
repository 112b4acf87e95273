"""One person and one exercise in the last year: when last, how much, the most; and the numbers planned last."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, DateField, QuerySet, Sum
from django.utils.functional import cached_property

from backroutine.prepared import PERSON, Prepared, Slot
from exercises.dose import Side
from exercises.models import Exercise
from sessions.charts.practice import amount_text
from sessions.models import LoggedSet, Session
from sessions.progress import Best

if TYPE_CHECKING:
    from accounts.models import User

EXERCISE = Slot("exercise", BigIntegerField())
SINCE: Any = Slot("since", DateField())

# However long the history, no more of it is read; all of it stands in the exercise's chart.
YEAR = timedelta(days=365)
LAST_TIMES = 3
SPARKS = 20
SPARK_WIDTH, SPARK_HEIGHT = 100, 28


@dataclass(frozen=True)
class Story:
    """What was done of an exercise, the oldest first; `planned` is (sets, repeats, hold) of the last time.

    `rows` are each side of each time in `amount`: held_seconds, or reps where nothing is held.
    """

    rows: tuple[Best, ...]
    amount: str
    planned: tuple[int, int, int]

    @cached_property
    def days(self) -> list[tuple[date, int]]:
        """The better side of each day, the oldest first."""
        best: dict[date, int] = {}
        for row in self.rows:
            best[row.on] = max(row.value, best.get(row.on, 0))
        return list(best.items())

    def last_times(self) -> list[tuple[date, str]]:
        """The last days with what was done, the newest first."""
        return [(on, amount_text(value, self.amount)) for on, value in self.days[: -LAST_TIMES - 1 : -1]]

    @cached_property
    def best(self) -> Best | None:
        """The most one side did at one time, the first of equals; nothing when there was none."""
        best = max(self.rows, key=lambda row: row.value, default=None)
        return best if best is not None and best.value else None

    def best_text(self) -> str:
        return amount_text(self.best.value, self.amount) if self.best else ""

    def spark(self) -> list[tuple[float, float]]:
        """The last days as points in a box of SPARK_WIDTH × SPARK_HEIGHT, from zero; none if all are alike."""
        values = [value for _on, value in self.days[-SPARKS:]]
        if len(set(values)) < 2:
            return []
        top, across = max(values) or 1, SPARK_WIDTH / (len(values) - 1)
        return [(round(n * across, 2), round(SPARK_HEIGHT * (1 - value / top), 2)) for n, value in enumerate(values)]

    def spark_points(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self.spark())


def story(person: "User", exercise: Exercise, today: date) -> Story | None:
    """Read the story in one query; None when the exercise was not done in the last year."""
    rows = DONE.rows(person=person.pk, exercise=exercise.pk, since=today - YEAR)
    if not rows:
        return None
    is_held = any(held for _on, _side, held, *_rest in rows)
    sides = tuple(Best(on, Side(side), held if is_held else reps) for on, side, held, reps, *_planned in rows)
    sets, reps, hold = rows[-1][4:]
    return Story(sides, "held_seconds" if is_held else "reps", (sets, reps, hold))


def _done() -> QuerySet[LoggedSet, Any]:
    planned = ("entry__sets", "entry__reps", "entry__hold_seconds")
    sessions = Session.objects.filter(person=PERSON).finished().since(SINCE)
    return (
        LoggedSet.objects.filter(entry__person=PERSON, entry__session__in=sessions.values("pk"))
        .filter(entry__exercise=EXERCISE, is_skipped=False)
        .order_by("entry__session__local_on", "entry__session__started_at", "entry__position", "side")
        .values_list("entry__session__local_on", "entry", "side", *planned)
        .annotate(Sum("held_seconds"), Sum("reps"))
        .values_list("entry__session__local_on", "side", "held_seconds__sum", "reps__sum", *planned)
    )


DONE = Prepared(_done)
