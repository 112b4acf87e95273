import { lay, loudness } from "./tones.js";

// What the sound test plays, and when: everything a session can sound like.
const TEST = [["start", 0], ["half", 1], ["count", 2], ["count", 2.5], ["count", 3], ["switch", 4], ["rest", 5.2], ["done", 6.4]];

/** Tones from the audio clock. The context may only start inside a tap: unlock() belongs into the Start button. */
export class Sound {
  isMuted = false;
  horizonMs = 300_000;
  #likes;
  #context = null;
  #output = null;
  #planned = [];

  constructor(likes) {
    [this.#likes, this.isMuted] = [likes, !likes.isOn];
  }

  /** Return whether sound can be heard from now on. Call it inside a tap. */
  async unlock() {
    try {
      // Beside other people's music, unless it is to be heard with the silent switch on.
      if (navigator.audioSession) navigator.audioSession.type = this.#likes.isForced ? "playback" : "ambient";
      this.#context ??= this.#open();
      // A context that may not start leaves its promise open for ever.
      await Promise.race([this.#context.resume(), new Promise((go) => setTimeout(go, 300))]);
    } catch {
      return false;
    }
    return this.isUnlocked;
  }

  /** After a lock or a call the context may stand still; return whether it runs again. */
  revive = async () => !!this.#context && !this.isUnlocked && this.unlock();

  get isUnlocked() {
    return this.#context?.state === "running";
  }

  /** Forget the sounds planned before and plan these: [{inMs, name}]. */
  plan(cues) {
    this.hush();
    if (!this.isMuted && this.isUnlocked) this.#play(cues.map(({ inMs, name }) => [name, inMs / 1000]));
  }

  /** Play what a session sounds like, muted or not. */
  test() {
    this.hush();
    this.#play(TEST);
    return true;
  }

  hush() {
    for (const oscillator of this.#planned) oscillator.stop();
    this.#planned = [];
  }

  close() {
    this.hush();
    this.#context?.close();
    this.#context = null;
  }

  #open() {
    const context = new AudioContext();
    this.#output = context.createGain();
    this.#output.gain.value = loudness(this.#likes.volume);
    this.#output.connect(context.destination);
    return context;
  }

  #play(cues) {
    const now = this.#context.currentTime + 0.02;
    this.#planned = cues.flatMap(([name, after]) => lay(this.#context, this.#output, name, now + after));
  }
}
