/** Tones from the audio clock. The context may only start inside a tap: unlock() belongs into the Start button. */

// [frequency in Hz, begins after s, lasts s]: low and rounded, so that they carry without startling.
const TONES = {
  count: [[523, 0, 0.09]],
  rep: [[587, 0, 0.09]],
  over: [[587, 0, 0.14], [587, 0.2, 0.3]],
  half: [[659, 0, 0.1], [659, 0.16, 0.1]],
  start: [[659, 0, 0.12], [880, 0.14, 0.32]],
  repeats: [[659, 0, 0.12], [784, 0.14, 0.12], [880, 0.28, 0.3]],
  rest: [[587, 0, 0.16], [440, 0.18, 0.4]],
  switch: [[784, 0, 0.14], [523, 0.17, 0.14], [784, 0.34, 0.14], [523, 0.51, 0.3]],
  change: [[523, 0, 0.18], [659, 0.2, 0.18], [523, 0.4, 0.4]],
  done: [[523, 0, 0.2], [659, 0.2, 0.2], [784, 0.4, 0.2], [1047, 0.6, 0.7]],
};

export class Sound {
  isMuted = false;
  #context = null;
  #planned = [];

  /** Return whether sound can be heard from now on. Call it inside a tap. */
  async unlock() {
    try {
      this.#context ??= new AudioContext();
      // A context that may not start leaves its promise open for ever.
      await Promise.race([this.#context.resume(), new Promise((go) => setTimeout(go, 300))]);
    } catch {
      return false;
    }
    return this.isUnlocked;
  }

  get isUnlocked() {
    return this.#context?.state === "running";
  }

  /** Forget the sounds planned before and plan these: [{inMs, name}]. */
  plan(cues) {
    this.hush();
    if (this.isMuted || !this.isUnlocked) return;
    this.#planned = cues.flatMap(({ inMs, name }) => TONES[name].map((tone) => this.#tone(tone, inMs / 1000)));
  }

  /** Play what a session sounds like, muted or not: three seconds' count and a start. */
  test() {
    this.hush();
    const cues = [0, 0.5, 1].map((after) => [TONES.count, after]).concat([[TONES.start, 1.5]]);
    this.#planned = cues.flatMap(([tones, after]) => tones.map((tone) => this.#tone(tone, after)));
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

  #tone([frequency, after, lasts], inSeconds) {
    const [oscillator, gain] = [this.#context.createOscillator(), this.#context.createGain()];
    const at = this.#context.currentTime + 0.02 + inSeconds + after;
    oscillator.type = "triangle";
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(0.5, at + 0.015);
    gain.gain.exponentialRampToValueAtTime(0.001, at + lasts);
    oscillator.connect(gain).connect(this.#context.destination);
    oscillator.start(at);
    oscillator.stop(at + lasts + 0.02);
    return oscillator;
  }
}
