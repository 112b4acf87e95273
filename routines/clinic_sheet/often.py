"""How often: "twice a day", "3/week", "every other day", "Mon, Wed & Fri". Pure."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from routines.clinic_sheet import vocabulary as words
from routines.clinic_sheet.cursor import Cursor
from routines.clinic_sheet.phrases import Often
from routines.clinic_sheet.tokens import Kind

MAX_TIMES_A_WEEK = 21


def read_often(line: Cursor, at: int) -> tuple[Often, int] | None:
    """Read how often, if that is said here."""
    place = at + line.is_kind(at, Kind.TIMES)
    word = line.word(place)
    if word in words.LATIN:
        return Often(per_day=Fraction(words.LATIN[word])), place + 1
    if word in words.DAILY:
        return Often(per_day=Fraction(1)), place + 1
    if word == "weekly":
        return Often(per_week=Fraction(1)), place + 1
    return _every_day(line, place) or _so_many(line, place) or _parts_of_a_day(line, place) or _weekdays(line, place)


def _every_day(line: Cursor, at: int) -> tuple[Often, int] | None:
    """Read "every day", "each day", "per day", "/day", "a day", "every other day", "alternate days"."""
    if line.word(at) == "alternate" and line.word(at + 1) in words.DAY:
        return Often(per_week=Fraction(3), is_rough=True), at + 2
    if line.word(at) not in {"every", "each", "per", "a", "/"}:
        return None
    second = line.word(at) == "every" and line.word(at + 1) in {"other", "second"}
    place = at + 1 + second
    # A lone "d" or "w" counts behind a stroke only: "10/d".
    if len(line.word(place)) == 1 and line.word(at) != "/":
        return None
    if line.word(place) in words.DAY:
        return (Often(per_week=Fraction(3), is_rough=True) if second else Often(per_day=Fraction(1))), place + 1
    if line.word(place) in words.WEEK and not second:
        return Often(per_week=Fraction(1)), place + 1
    return None


def _so_many(line: Cursor, at: int) -> tuple[Often, int] | None:
    """Read "twice a day", "3x/week", "2-3 times per week", "5 days a week", "3/week", "2 daily"."""
    numbers = line.range(at)
    if numbers is None and line.word(at) in words.NUMBERS:
        value = Fraction(words.NUMBERS[line.word(at)])
        numbers = value, value, at + 1
    if numbers is None:
        return None
    low, high, place = numbers
    counted = place
    place += line.is_kind(place, Kind.TIMES)
    place = line.skip(place, words.TIMES | {"session", "sessions"})
    named = place > counted
    is_rough = high != low
    if line.word(place) in words.DAILY and (named or low <= 6):
        return Often(per_day=low, is_rough=is_rough), place + 1
    if line.word(place) == "weekly":
        return Often(per_week=low, is_rough=is_rough), place + 1
    days = not named and line.word(place) in words.DAY
    place += days
    joined = line.skip(place, {"a", "per", "/", "each", "every", "in"})
    if joined == place and not (named and len(line.word(place)) > 1):
        return None
    if not (named or days or low <= 6 or line.word(at) in words.ADVERBS):
        return None
    if line.word(joined) in words.DAY and not days:
        return Often(per_day=low, is_rough=is_rough), joined + 1
    if line.word(joined) in words.WEEK:
        often = Often(days_per_week=low, is_rough=is_rough) if days else Often(per_week=low, is_rough=is_rough)
        return often, joined + 1
    return None


def _parts_of_a_day(line: Cursor, at: int) -> tuple[Often, int] | None:
    """Read "morning and evening", "am/pm"."""
    if line.word(at) not in words.MORNING:
        return None
    behind = line.skip(at + 1, {"and", "&", "/", "+"})
    if behind > at + 1 and line.word(behind) in words.EVENING:
        return Often(per_day=Fraction(2)), behind + 1
    return None


def _weekdays(line: Cursor, at: int) -> tuple[Often, int] | None:
    """Read "Mon, Wed & Fri"."""
    days: set[int] = set()
    place = at
    while line.word(place) in words.WEEKDAYS and len(days) < 7 and place < at + 20:
        days.add(words.WEEKDAYS[line.word(place)])
        behind = place + 1
        place = behind
        while line.word(place) in {",", "&", "and", "/", "+"}:
            place += 1
    often = Often(days_per_week=Fraction(len(days)), weekdays=tuple(sorted(days)))
    return (often, behind) if len(days) > 1 else None


def times_a_week(all_often: Sequence[Often]) -> tuple[int, bool]:
    """Return how often a week, and whether that is rough: "2x/day" and "5 days a week" together are ten times."""
    per_day = next((it.per_day for it in all_often if it.per_day), None)
    days = next((it.days_per_week for it in all_often if it.days_per_week), None)
    per_week = next((it.per_week for it in all_often if it.per_week), None)
    times = per_week or (per_day or Fraction(1)) * (days or Fraction(7))
    if days and not per_day:
        times = days
    whole = min(max(1, round(times)), MAX_TIMES_A_WEEK)
    return whole, whole != times or any(it.is_rough for it in all_often)


def weekdays(all_often: Iterable[Often]) -> tuple[int, ...]:
    """Return the days of the week that are named, 0 for Monday, in order."""
    return tuple(sorted({day for often in all_often for day in often.weekdays}))
