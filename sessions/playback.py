"""What the player is given in its page, once: the phases, the exercises, the words. It asks for nothing more."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from routines.timeline import Phase, PhaseKind
from sessions.models import Entry, LoggedSet, Session


def playback(session: Session, phases: list[Phase], plan: str = "") -> dict[str, Any]:
    """Return the player's data for JSON. A phase is a short row: PHASE_FIELDS in static/js/player/timeline.js."""
    return {
        "id": str(session.pk),
        "version": session.record_version,
        "person": session.person.mark,
        "name": session.name,
        # Who plays it elsewhere, just now or last.
        "device": session.device,
        "isHeld": session.is_held(),
        # A session that is not stored yet brings its plan along when it is delivered.
        "plan": plan,
        "startedAt": int(session.started_at.timestamp() * 1000) if session.record_version else None,
        "phases": [
            [
                phase.kind.value,
                phase.seconds,
                phase.position,
                phase.set_number,
                phase.rep_number,
                phase.side.value,
                phase.reps,
                int(phase.is_tapped),
                int(phase.is_alternating),
            ]
            for phase in phases
        ],
        "entries": [
            {
                "position": entry.position,
                "name": entry.exercise.name,
                "dose": entry.dose.short,
                "startPosition": entry.exercise.get_start_position_display(),
                "cue": entry.exercise.cues[0] if entry.exercise.cues else "",
                "sets": [[number, side.value] for number, side in entry.dose.set_keys()],
                "holds": entry.dose.reps if entry.dose.is_held else 0,
                "setCount": entry.dose.sets,
                # What the server has of it already: played on another device, or before this browser forgot.
                "seconds": entry.duration_seconds,
                "logged": [[done.number, done.side, done.reps, done.held_seconds] for done in logged_sets(entry)],
            }
            for entry in session.entries.all()
        ],
        "words": words(),
    }


def logged_sets(entry: Entry) -> Iterable[LoggedSet]:
    """Return what is logged of an entry; nothing of one that is not stored yet."""
    return entry.logged_sets.all() if entry.pk else ()


def words() -> dict[str, str]:
    """Return every word the player itself writes; {braces} are filled in by it."""
    return {
        PhaseKind.PREPARE.value: _("Get ready"),
        PhaseKind.TRANSITION.value: _("Next exercise"),
        PhaseKind.WORK.value: _("Hold"),
        PhaseKind.RELEASE.value: _("Let go"),
        PhaseKind.SWITCH.value: _("Switch sides"),
        PhaseKind.REST.value: _("Rest"),
        PhaseKind.FINISH.value: _("Done"),
        "repeats": _("Repeat"),
        "ofReps": _("of {n}"),
        "over": _("Time is up"),
        "done": _("Done"),
        "goOn": _("Go on"),
        "left": _("Left side"),
        "right": _("Right side"),
        "alternating": _("Left and right in turn"),
        "set": _("Set {n} of {of}"),
        "rep": _("Hold {n} of {of}"),
        "times": _("{n} times"),
        "timesEach": _("{n} each side"),
        "next": _("Next: {what}"),
        "last": _("Last one"),
        "left_minutes": _("{time} left"),
        "paused": _("Paused"),
        "pause": _("Pause"),
        "resume": _("Go on"),
        "seconds": _("{n} seconds"),
        "away": _("You were away for {time}. The clock stopped where you left."),
        "awake": _("Screen stays on"),
        "asleep": _("Your screen may lock. The clock goes on, the sound may not."),
        "soundOff": _("Sound is off"),
        "soundBlocked": _("Tap the loudspeaker for sound"),
        "soundTest": _(
            "Three short tones and a long one. Heard nothing? Turn the volume up, or the silent switch off."
        ),
        "soundNone": _("This browser gives no sound just now. The screen shows everything too."),
        "saved": _("Saved to your account"),
        "unsaved": _("Kept on this device, not yet in your account"),
        "unkept": _("This browser keeps nothing, so do not close or reload this page before the session is saved."),
        "signedOut": _("You have been signed out. Nothing is lost: sign in again and come back to this page."),
        "refused": _("The server did not take the session. It is still kept on this device."),
        "faster": _("10 seconds less"),
        "slower": _("10 seconds more"),
        "fewer": _("One repeat less"),
        "more": _("One repeat more"),
        "skipped": _("skipped"),
        "total": _("{time} in all"),
        "mute": _("Sound off"),
        "unmute": _("Sound on"),
        "hour": _("{h} h {m} min"),
        "minute": _("{m} min"),
        "second": _("{s} s"),
    }
