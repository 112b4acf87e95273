"""What was done: a session, its entries, and the sets logged in each."""

from sessions.models.entry import Entry, LoggedSet, SideChoices
from sessions.models.query import SessionQuerySet
from sessions.models.session import Session

__all__ = ["Entry", "LoggedSet", "Session", "SessionQuerySet", "SideChoices"]
