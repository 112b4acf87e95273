import { spoken } from "./labels.js";
import { repNow } from "./timeline.js";

// The tone that opens a phase comes first; and Chrome drops what is said right after cancel().
const AFTER_TONE_MS = 600;
const BUZZ = { work: [250], switch: [120, 90, 120], rest: [500], finish: [250, 120, 250, 120, 500] };

/** Says and shakes what the tones mean: names, sides, counts. Extra, and only where it is wanted and can be had. */
export class Voice {
  #likes;
  #words;
  #run;
  #said = "";
  #timer = 0;

  constructor(likes, words, run) {
    [this.#likes, this.#words, this.#run] = [likes, words, run];
  }

  /** Once a phase, and once a repeat that follows its tempo. */
  look({ state, phases, entry, phase }) {
    if (state.status === "paused") return this.hush();
    const isPaced = phase.reps > 0 && !phase.isTapped;
    const rep = isPaced ? repNow(phase, state, phase.ms + state.stretch) : 1;
    const mark = `${state.index} ${rep}`;
    if (mark === this.#said) return;
    const isNewPhase = state.index !== Number.parseInt(this.#said, 10);
    this.#said = mark;
    if (state.spent > 2000 && isNewPhase) return; // taken up in the middle, after a reload or a pause
    if (isNewPhase) this.#buzz(phase.kind);
    this.say(isNewPhase ? spoken(phases, state.index, entry, this.#words) : String(rep), isNewPhase ? AFTER_TONE_MS : 50);
  }

  say(text, inMs = AFTER_TONE_MS) {
    if (!this.#likes.isVoiceOn || this.#run.sound.isMuted || !window.speechSynthesis) return;
    this.hush();
    this.#timer = setTimeout(() => {
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.lang = document.documentElement.lang;
      utterance.volume = this.#likes.volume / 100;
      speechSynthesis.speak(utterance);
    }, inMs);
  }

  hush() {
    clearTimeout(this.#timer);
    if (window.speechSynthesis?.speaking) speechSynthesis.cancel();
  }

  #buzz(kind) {
    if (this.#likes.isVibrationOn) navigator.vibrate?.(BUZZ[kind] ?? [120]);
  }
}
