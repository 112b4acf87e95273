/** What the session sounds like. [frequency in Hz, begins after s, lasts s]: low and rounded, to carry without startling. */
export const TONES = {
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

/** Lay one sound out in an audio context, live or offline; return its oscillators. */
export function lay(context, destination, name, at) {
  return TONES[name].map(([frequency, after, lasts]) => {
    const [oscillator, gain] = [context.createOscillator(), context.createGain()];
    const from = at + after;
    oscillator.type = "triangle";
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(0.5, from + 0.015);
    gain.gain.exponentialRampToValueAtTime(0.001, from + lasts);
    oscillator.connect(gain).connect(destination);
    oscillator.start(from);
    oscillator.stop(from + lasts + 0.02);
    return oscillator;
  });
}

/** How loud a volume of 0 to 100 is: by the square, as ears hear it; 70 is a tone at half its height. */
export const loudness = (volume) => 2 * (volume / 100) ** 2;
