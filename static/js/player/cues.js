import { isCounted } from "./controls.js";

/** The tone that opens each kind of phase. */
const OPENING = { work: "start", release: "rest", rest: "rest", switch: "switch", prepare: "rest", transition: "change", finish: "done" };

/**
 * The sounds from now on: [{inMs, name}], as far as timed phases reach within the horizon. They are handed to the audio
 * clock ahead of time, so they come on the second even when the browser slows a hidden page's timers. Pure.
 */
export function cuesAhead(state, phases, horizonMs = 300_000) {
  const cues = [];
  if (state.status !== "running") return cues;
  let at = -state.spent;
  for (let index = state.index; index < phases.length; index += 1) {
    const phase = phases[index];
    if (index > state.index || state.spent === 0) cues.push({ inMs: at, name: phase.reps ? "repeats" : OPENING[phase.kind] });
    if (isCounted(phase) || phase.kind === "finish" || at > horizonMs) break;
    const length = phase.ms + (index === state.index ? state.stretch : 0);
    if (phase.reps) for (let rep = phase.repMs; rep < length - 50; rep += phase.repMs) cues.push({ inMs: at + rep, name: "rep" });
    else {
      if (phase.kind === "work" && length >= 20_000) cues.push({ inMs: at + length / 2, name: "half" });
      for (const before of [3000, 2000, 1000]) if (length > before) cues.push({ inMs: at + length - before, name: "count" });
    }
    at += length;
    if (phase.isTapped) {
      cues.push({ inMs: at, name: "over" });
      break;
    }
  }
  return cues.filter((cue) => cue.inMs >= 0);
}
