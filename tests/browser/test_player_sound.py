"""What is heard and felt: tones, a voice, vibration; and that nothing of it is needed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from routines.models import Routine
from tests.browser.conftest import Player

pytestmark = pytest.mark.django_db(transaction=True)
type Open = Callable[..., Player]

VOICE = """
    window.said = [];
    window.speechSynthesis.speak = (utterance) => window.said.push(utterance.text);
"""
TONES = """
    window.tones = [];
    const create = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () {
        const oscillator = create.call(this);
        const start = oscillator.start.bind(oscillator);
        oscillator.start = (at) => { window.tones.push(oscillator.frequency.value); return start(at); };
        return oscillator;
    };
"""


def test_the_voice_speaks_once_a_phase(open_session: Open, routine: Routine) -> None:
    player = open_session(routine, init=VOICE, is_voice_on=True)
    player.start()
    player.run_for(5, 20, 5, 20, 5, 2)

    assert player.page.evaluate("said") == [
        "Knee to chest. Left side",
        "Hold. 20 seconds",
        "Switch sides. Right side",
        "Hold. 20 seconds",
        "Half crunch",
        "Repeat. 8 times",
    ]


def test_the_voice_counts_repeats_that_follow_their_tempo(open_session: Open, routine: Routine) -> None:
    player = open_session(routine, init=VOICE, is_voice_on=True, waits_for_tap=[])
    player.start()
    player.run_for(5, 20, 5, 20, 5, 9)

    assert player.page.evaluate("said")[5:] == ["Repeat. 8 times", "2", "3"]


def test_without_wanting_it_nobody_speaks_nor_shakes(open_session: Open, routine: Routine) -> None:
    player = open_session(routine, init=VOICE + "navigator.vibrate = () => window.said.push('buzz');")
    player.start()
    player.run_for(30)

    assert player.page.evaluate("said") == []


def test_muting_silences_the_voice_too(open_session: Open, routine: Routine) -> None:
    player = open_session(routine, init=VOICE, is_voice_on=True, is_sound_on=False)
    player.start()
    player.run_for(30)
    player.expect_phase("work", "20")

    assert player.page.evaluate("said") == []


def test_each_phase_shakes_the_phone_once(open_session: Open, routine: Routine) -> None:
    init = "window.buzzed = []; navigator.vibrate = (pattern) => window.buzzed.push(pattern.length);"
    player = open_session(routine, init=init, is_vibration_on=True)
    player.start()
    player.run_for(5, 20, 2)

    assert player.page.evaluate("buzzed") == [1, 1, 3]


def test_each_kind_of_change_has_a_tone_of_its_own(open_session: Open, routine: Routine) -> None:
    player = open_session(routine)
    names = player.page.evaluate(
        """async () => {
            const { TONES } = await import("/static/js/player/tones.js");
            return Object.values(TONES).map((tone) => JSON.stringify(tone));
        }"""
    )

    assert len(set(names)) == len(names) >= 9


def test_the_sound_test_plays_and_names_them_all(open_session: Open, routine: Routine) -> None:
    player = open_session(routine, init=TONES, is_sound_on=False)
    player.page.clock.resume()
    player.do("test-sound")
    expect(player.out("sound-test")).to_contain_text(
        "Start, halfway, the last three seconds, switch sides, rest, done."
    )

    assert len(player.page.evaluate("tones")) == 2 + 2 + 3 + 4 + 2 + 4


def test_a_muted_session_plays_no_tone(open_session: Open, routine: Routine) -> None:
    player = open_session(routine, init=TONES, is_sound_on=False)
    player.start()
    player.run_for(10)

    assert player.page.evaluate("tones") == []
    expect(player.out("sound")).to_have_text("Sound is off")


@pytest.mark.parametrize(("forced", "kind"), [(False, "ambient"), (True, "playback")])
def test_other_peoples_music_plays_on_unless_asked_otherwise(
    open_session: Open, routine: Routine, forced: bool, kind: str
) -> None:
    init = "Object.defineProperty(navigator, 'audioSession', { value: { type: 'auto' } });"
    player = open_session(routine, init=init, is_sound_forced=forced)
    player.start()

    assert player.page.evaluate("navigator.audioSession.type") == kind


def test_the_wake_lock_says_what_is_true_and_is_asked_for_again(open_session: Open, routine: Routine) -> None:
    init = """
        window.asked = 0;
        const lock = new EventTarget();
        lock.release = () => lock.dispatchEvent(new Event("release"));
        window.wakeLock = lock;
        Object.defineProperty(navigator, "wakeLock", { value: { request: async () => (window.asked++, lock) } });
    """
    player = open_session(routine, init=init)
    player.start()
    expect(player.out("awake")).to_have_text("Screen stays on")
    player.page.evaluate("wakeLock.release()")
    expect(player.out("awake")).to_have_text("Your screen may lock. The clock goes on, the sound may not.")
    player.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(player.out("awake")).to_have_text("Screen stays on")

    assert player.page.evaluate("asked") == 2
