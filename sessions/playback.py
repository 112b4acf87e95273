"""What the player is given in its page, once: the phases, the exercises, the words. It asks for nothing more."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from backroutine.words import known_words
from exercises.dose import Dose
from exercises.models import Exercise, StartPosition, Variation
from routines.timeline import Pace, Phase, PhaseKind, PlannedExercise, unroll
from sessions.models import Entry, Session

if TYPE_CHECKING:
    from accounts.models import User


def playback(
    session: Session, phases: list[Phase], pace: Pace, options: Mapping[int, list[Variation]], plan: str = ""
) -> dict[str, Any]:
    """Return the player's data for JSON. `options` are the neighbours to swap for, by position."""
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
        "likes": _likes(session.person),
        "phases": phase_rows(phases),
        "entries": [
            {
                "position": entry.position,
                **_shown(entry.exercise, entry.dose),
                **_logged(entry),
                "swaps": [_swap(entry, row, pace) for row in options[entry.position]],
                "swappedFor": [
                    {"position": other.position, "slug": other.exercise.slug, "sets": other.sets, **_logged(other)}
                    for other in session.stand_ins(entry)
                ],
            }
            for entry in session.planned_entries()
        ],
        "words": words(),
    }


def _likes(person: "User") -> dict[str, Any]:
    """Return how the session is to sound."""
    return {
        "isOn": person.is_sound_on,
        "volume": person.sound_volume,
        "isForced": person.is_sound_forced,
        "isVoiceOn": person.is_voice_on,
        "isVibrationOn": person.is_vibration_on,
    }


def phase_rows(phases: Iterable[Phase]) -> list[list[Any]]:
    """Return each phase as a short row: FIELDS in static/js/player/timeline.js."""
    return [
        [
            phase.kind,
            phase.seconds,
            phase.position,
            phase.set_number,
            phase.rep_number,
            phase.side,
            phase.reps,
            int(phase.is_tapped),
            int(phase.is_alternating),
        ]
        for phase in phases
    ]


def _shown(exercise: Exercise, dose: Dose) -> dict[str, Any]:
    start_position, by_sets = _said(exercise.start_position, dose)
    return {
        "slug": exercise.slug,
        "name": exercise.name,
        "dose": by_sets[-1],
        # By the number of sets: what a swap leaves may be fewer.
        "doses": by_sets,
        "startPosition": start_position,
        "cue": exercise.cues[0] if exercise.cues else "",
        "holds": dose.reps if dose.is_held else 0,
        "setCount": dose.sets,
    }


@known_words
def _said(start_position: str, dose: Dose) -> tuple[str, list[str]]:
    """Return the start position, and the dose for one set, for two, up to all of them."""
    by_sets = [replace(dose, sets=sets).short for sets in range(1, dose.sets + 1)]
    return str(StartPosition(start_position).label), by_sets


def _logged(entry: Entry) -> dict[str, Any]:
    """Return what the server has of it already: played on another device, or before this browser forgot."""
    sets = entry.logged_sets.all() if entry.pk else ()
    done = [[each.number, each.side, each.reps, each.held_seconds, each.is_skipped] for each in sets]
    return {"seconds": entry.duration_seconds, "logged": done}


def _swap(entry: Entry, row: Variation, pace: Pace) -> dict[str, Any]:
    """Return a neighbour with the phases of as many sets as were planned; fewer sets are the first of them."""
    dose = replace(row.neighbour.dose, sets=entry.sets)
    phases = _phases_after(entry.exercise.start_position, PlannedExercise(1, row.neighbour.start_position, dose), pace)
    return {**_shown(row.neighbour, dose), "direction": row.direction, "phases": phases}


@lru_cache(maxsize=512)
def _phases_after(start_position: str, place: PlannedExercise, pace: Pace) -> list[list[Any]]:
    """Return the rows of an exercise that follows another one; many sessions offer the same."""
    phases = unroll([PlannedExercise(0, start_position, Dose()), place], pace)
    return phase_rows(
        phase for phase in phases if phase.position == place.position and phase.kind is not PhaseKind.FINISH
    )


@known_words
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
        "easier": _("easier"),
        "harder": _("harder"),
        "planned": _("as planned"),
        "swappedFor": _("swapped for {what}"),
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
        "pocket": _("Pocket mode: you may lock the phone"),
        "asleep": _("Your screen may lock. The clock goes on, the sound may not."),
        "soundOff": _("Sound is off"),
        "soundBlocked": _("Tap the loudspeaker for sound"),
        "soundTest": _(
            "Start, halfway, the last three seconds, switch sides, rest, done. "
            "Heard nothing? Turn the volume up, or the silent switch off."
        ),
        "voiceTest": _("This is the voice."),
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
