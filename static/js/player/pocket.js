import { lay, loudness, TONES } from "./tones.js";

/**
 * Pocket mode: what is left of the session as one audio track, which a phone plays on while it is locked. The track is the
 * clock: the session has come as far as the track was heard, and pausing the one pauses the other.
 */
const RATE = 8000; // enough for tones, and an hour of it is 58 MB
export const TAIL_MS = 2000; // the last tone sounds after the end

/** Each sound once, as samples. */
const rendered = {};

async function samples(name, volume) {
  const context = new OfflineAudioContext(1, RATE * 2, RATE);
  const output = context.createGain();
  output.gain.value = Math.min(1, loudness(volume));
  output.connect(context.destination);
  lay(context, output, name, 0);
  return (await context.startRendering()).getChannelData(0);
}

/** @returns {Promise<Blob>} a WAV file of so many milliseconds and the tail, with each cue at its time */
export async function track(cues, ms, volume) {
  await Promise.all(Object.keys(TONES).map(async (name) => (rendered[name] ??= await samples(name, volume))));
  const length = Math.round(((ms + TAIL_MS) * RATE) / 1000);
  const sound = new Int16Array(length);
  for (const { inMs, name } of cues) {
    const from = Math.round((inMs * RATE) / 1000);
    rendered[name].forEach((value, index) => (sound[from + index] += 32000 * value));
  }
  return new Blob([header(sound.byteLength), sound], { type: "audio/wav" });
}

function header(bytes) {
  const view = new DataView(new ArrayBuffer(44));
  const text = (at, word) => [...word].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  for (const [at, word] of [[0, "RIFF"], [8, "WAVE"], [12, "fmt "], [36, "data"]]) text(at, word);
  for (const [at, number] of [[4, 36 + bytes], [16, 16], [24, RATE], [28, 2 * RATE], [40, bytes]]) view.setUint32(at, number, true);
  for (const [at, number] of [[20, 1], [22, 1], [32, 2], [34, 16]]) view.setUint16(at, number, true);
  return view.buffer;
}

/** Takes the places of Sound and of PageTime. */
export class Pocket {
  horizonMs = Infinity;
  isUnlocked = true;
  isWitness = true;
  #audio;
  #likes;
  #page;
  #now;
  #heard = 0;
  #seen;
  #isSwitching = true;
  #turn = 0;
  #act;

  /** `act` is told "pause" and "resume" when the track is, from wherever. */
  constructor(audio, likes, page, act) {
    [this.#audio, this.#likes, this.#page, this.#act] = [audio, likes, page, act];
    this.#now = this.#seen = page.now();
    audio.onpause = () => this.#isSwitching || audio.ended || act("pause");
    audio.onplay = () => this.#isSwitching || act("resume");
  }

  now = () => {
    const [seen, heard] = [this.#page.now(), this.#audio.currentTime * 1000];
    if (!this.#isSwitching) this.#now += this.#audio.paused && heard === this.#heard ? seen - this.#seen : heard - this.#heard;
    [this.#seen, this.#heard] = [seen, heard];
    return Math.round(this.#now);
  };

  get skew() {
    return Math.round(Date.now() - this.#now);
  }

  get isMuted() {
    return this.#audio.muted;
  }

  set isMuted(isMuted) {
    this.#audio.muted = isMuted;
  }

  unlock = async () => true;
  revive = async () => false;

  /** Play what is left: the track that is there, if it is still the right one. */
  async plan(cues, leftMs) {
    const turn = ++this.#turn;
    if (!leftMs) return this.#audio.pause();
    const { duration, currentTime } = this.#audio;
    if (Math.abs(1000 * (duration - currentTime) - TAIL_MS - leftMs) < 300) return this.#play(turn);
    this.now();
    this.#isSwitching = true;
    this.#audio.pause();
    const blob = await track(cues, leftMs, this.#likes.volume);
    if (turn !== this.#turn) return;
    URL.revokeObjectURL(this.#audio.src);
    this.#audio.src = URL.createObjectURL(blob);
    await this.#play(turn);
    [this.#heard, this.#seen, this.#isSwitching] = [0, this.#page.now(), false];
  }

  /** A browser that wants a tap first says no: the session waits, paused, for that tap. */
  async #play(turn) {
    try {
      await this.#audio.play();
    } catch {
      if (turn === this.#turn) this.#act("pause");
    }
  }

  close() {
    this.#isSwitching = true;
    this.#audio.pause();
    URL.revokeObjectURL(this.#audio.src);
  }
}
