"""What was done: a session, its entries, and the sets logged in each."""

from sessions.models.coach import Coach
from sessions.models.entry import Entry, LoggedSet, SideChoices
from sessions.models.entry_query import LastExerciseError, SessionFullError
from sessions.models.goal import Goal, GoalRating
from sessions.models.query import GoneError, SessionQuerySet
from sessions.models.reminder import Reminder
from sessions.models.session import EntryOutcome, MorningChoices, Session, TakenError
from sessions.models.source import Source
from sessions.models.standing import Standing
from sessions.models.sums import SummedActivity, SummedDose, SummedMonth

__all__ = [
    "Coach",
    "Entry",
    "EntryOutcome",
    "Goal",
    "GoalRating",
    "GoneError",
    "LastExerciseError",
    "LoggedSet",
    "MorningChoices",
    "Reminder",
    "Session",
    "SessionFullError",
    "SessionQuerySet",
    "SideChoices",
    "Source",
    "Standing",
    "SummedActivity",
    "SummedDose",
    "SummedMonth",
    "TakenError",
]
