"""Putting a finished session right."""

import zoneinfo
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sessions.by_hand import share
from sessions.models import LoggedSet, Session
from sessions.record import MAX_SESSION_SECONDS, EntryRecord, Record
from sessions.sheet import Given, SheetForm, SheetSet, sheet_sets
from sessions.times import MAX_MINUTES, NAME_LENGTH, STILL_TO_COME, LocalTimeField


class CorrectionForm(SheetForm):
    """Everything of a finished session that a person may put right; starts from what is stored."""

    def __init__(self, *args: Any, session: Session, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, session=session, now=now, **kwargs)
        zone = zoneinfo.ZoneInfo(session.time_zone)
        del self.fields["record"]
        self.fields["pain_before"].label = _("Pain before")
        self.fields["pain_after"].label = _("Pain after")
        self.fields |= {
            "started_at": LocalTimeField(label=_("Started"), zone=zone),
            "finished_at": LocalTimeField(label=_("Finished"), zone=zone),
            "minutes": forms.IntegerField(
                label=_("Minutes of exercise"), min_value=0, max_value=MAX_MINUTES, help_text=_("Pauses excluded.")
            ),
        }
        if session.routine_id is None and session.activity_id is None:
            self.fields["name"] = forms.CharField(label=_("Name"), required=False, max_length=NAME_LENGTH)
        stored = (*self.RATINGS, "name", "started_at", "finished_at")
        self.initial = {name: getattr(session, name) for name in stored}
        self.initial["minutes"] = round(session.duration_seconds / 60)

    @cached_property
    def _logged(self) -> dict[tuple[int, int, str], LoggedSet]:
        return {
            (entry.position, each.number, each.side): each
            for entry in self.session.entries.all()
            for each in entry.logged_sets.all()
            if not each.is_skipped
        }

    def given(self, each: SheetSet) -> Given:
        """Return what is stored of a set; what was left out is ready to be filled in as planned."""
        done = self._logged.get((each.entry.position, each.number, each.side.value))
        return super().given(each)._replace(done=False) if done is None else Given(True, done.reps, done.held_seconds)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("started_at", "finished_at"):
            if data.get(name) is not None and name not in self.changed_data:
                data[name] = self.initial[name]  # to the second, and the right one of two equal hours
            if data.get(name) is not None and data[name] > self.now:
                self.add_error(name, STILL_TO_COME)
        if data.get("started_at") and data.get("finished_at"):
            self._check_lengths(data["finished_at"] - data["started_at"], data.get("minutes"))
        return data

    def _check_lengths(self, elapsed: timedelta, minutes: int | None) -> None:
        if elapsed < timedelta(0):
            self.add_error("finished_at", _("A session cannot finish before it started."))
        elif elapsed > timedelta(seconds=MAX_SESSION_SECONDS):
            self.add_error("finished_at", _("A session cannot last longer than a day."))
        elif minutes and timedelta(minutes=minutes) >= elapsed + timedelta(minutes=1) and self._is_time_changed:
            self.add_error("minutes", _("That is more than passed between start and finish."))

    @property
    def _is_time_changed(self) -> bool:
        """A sheet filled in at once has more minutes than passed; only a change has to fit."""
        return not {"minutes", "started_at", "finished_at"}.isdisjoint(self.changed_data)

    def ratings(self) -> dict[str, Any]:
        """Return what the person says about the session, its name too where it is theirs to give."""
        name = self.cleaned_data.get("name")
        return {each: self.cleaned_data[each] for each in self.RATINGS} | ({"name": name} if name else {})

    def report(self) -> Record:
        """Return the whole session as corrected, as a report newer than any."""
        data = self.cleaned_data
        seconds = 60 * data["minutes"] if "minutes" in self.changed_data else self.session.duration_seconds
        weights = {entry.position: entry.duration_seconds or entry.dose.seconds() for entry in self.entries}
        parts = share(seconds, weights)
        return Record(
            version=self.session.record_version + 1,
            entries=tuple(
                EntryRecord(
                    entry.position,
                    parts[entry.position],
                    tuple(self._set(each, entry.dose) for each in sheet_sets(entry)),
                )
                for entry in self.entries
            ),
            started_at=data["started_at"],
            finished_at=data["finished_at"],
            activity_seconds=0 if self.entries else seconds,
        )
