"""Logging a session by hand, and correcting one."""

import uuid
import zoneinfo
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backroutine.forms import EFFORT_WORDS, PAIN_WORDS, ScaleField
from exercises.models import Activity
from routines.models import Routine
from sessions.by_hand import share
from sessions.models import Session
from sessions.record import MAX_SESSION_SECONDS, EntryRecord, Record
from sessions.sheet import SheetForm, sheet_sets

if TYPE_CHECKING:
    from accounts.models import User

MAX_MINUTES = MAX_SESSION_SECONDS // 60
# Nobody has a session to tell from before; and a year that a time zone can still be applied to.
EARLIEST_YEAR = 1970
# A new form proposes that the session began this long ago.
USUAL_AGE = timedelta(minutes=30)
FIVE_MINUTES = 5

STILL_TO_COME = _("That is still to come: log it once it is done.")
ROUTINE, ACTIVITY = "routine", "activity"


class LocalTimeField(forms.Field):
    """A moment by the clock of one time zone, typed to the minute. An hour that occurs twice means its first time."""

    default_error_messages = {
        "invalid": _("Enter a date and a time, such as 2026-03-02 07:30."),
        "required": _("Enter a date and a time."),
    }

    def __init__(self, *, zone: zoneinfo.ZoneInfo, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateTimeInput({"type": "datetime-local"}), **kwargs)
        self.zone = zone

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            wall = datetime.fromisoformat(value.strip())
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid") from error
        if wall.tzinfo is not None or not EARLIEST_YEAR <= wall.year < datetime.max.year:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.astimezone(self.zone):%Y-%m-%dT%H:%M}" if isinstance(value, datetime) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != (data or "").strip().replace(" ", "T")[:16])


class HandLogForm(forms.Form):
    """A session told afterwards: which, when, how long and how it felt."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    what = forms.ChoiceField(label=_("What did you do?"))
    date = forms.DateField(label=_("Date"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=_("Started at"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=MAX_MINUTES)
    pain_before = ScaleField(label=_("Pain before"), words=PAIN_WORDS)
    pain_after = ScaleField(label=_("Pain after"), words=PAIN_WORDS)
    effort = ScaleField(label=_("How hard was the hardest part?"), words=EFFORT_WORDS)
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))

    RATINGS = ("pain_before", "pain_after", "effort", "note")

    def __init__(self, *args: Any, person: "User", now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.zone = now, zoneinfo.ZoneInfo(person.time_zone)
        routines = person.routines.kept().with_prescriptions()
        self.sources: dict[str, Routine | Activity] = {f"{ROUTINE}-{row.pk}": row for row in routines}
        self.sources |= {f"{ACTIVITY}-{row.slug}": row for row in Activity.objects.current()}
        self.fields["what"].choices = self._choices()  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["what"].error_messages["invalid_choice"] = _("Choose one of your routines or an activity.")
        self.fields["minutes"].error_messages |= {
            "min_value": _("At least one minute."),
            "max_value": _("A session cannot last longer than a day."),
        }
        usual = (now - USUAL_AGE).astimezone(self.zone)
        usual = usual.replace(minute=usual.minute // FIVE_MINUTES * FIVE_MINUTES)
        self.initial = {"date": usual.date(), "time": usual.time(), **self.initial}

    def _choices(self) -> list[tuple[Any, Any]]:
        choices: list[tuple[Any, Any]] = [("", _("Choose …"))]
        for prefix, name in ((ROUTINE, _("My routines")), (ACTIVITY, _("Activities"))):
            group = [(key, row.name) for key, row in self.sources.items() if key.startswith(prefix)]
            if group:
                choices.append((name, group))
        return choices

    def clean_what(self) -> Routine | Activity:
        source = self.sources[self.cleaned_data["what"]]
        if isinstance(source, Routine) and not source.prescriptions.all():
            raise forms.ValidationError(_("This routine is empty: add an exercise to it first."))
        return source

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "date" in data and data["date"].year < EARLIEST_YEAR:
            self.add_error("date", _("That is too long ago."))
        if "date" in data and data["date"] > self.now.astimezone(self.zone).date():
            self.add_error("date", STILL_TO_COME)
        if "date" in data and "time" in data:
            wall = datetime.combine(data["date"], data["time"], self.zone)
            data["started_at"] = wall.astimezone(UTC)
            if data["started_at"] > self.now:
                self.add_error("time", STILL_TO_COME)
            elif data["started_at"] + timedelta(minutes=data.get("minutes", 0)) > self.now:
                self.add_error("minutes", _("By these minutes the session would not be over yet."))
        return data

    def save(self, person: "User") -> Session:
        """Store the session. Raises ValueError when the key belongs to somebody else's."""
        data = self.cleaned_data
        return Session.objects.log_by_hand(
            person,
            data["what"],
            data["key"],
            started_at=data["started_at"],
            minutes=data["minutes"],
            **{name: data[name] for name in self.RATINGS},
        )


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
        self.initial = {name: getattr(session, name) for name in (*self.RATINGS, "started_at", "finished_at")}
        self.initial["minutes"] = round(session.duration_seconds / 60)
        for entry in self.entries:
            logged = {(each.number, each.side): each for each in entry.logged_sets.all()}
            for each in sheet_sets(entry):
                done = logged.get((each.number, each.side.value))
                self.initial[f"{each.prefix}-done"] = done is not None and not done.is_skipped
                if done is not None and not done.is_skipped:
                    self.initial[f"{each.prefix}-reps"] = done.reps
                    self.initial[f"{each.prefix}-held"] = done.held_seconds

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
