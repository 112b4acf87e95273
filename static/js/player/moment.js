import { nextWork } from "./timeline.js";

/** Where in its loop a drawn figure stands, so that it keeps time with the session. Pure. */

/** The data-beats of a drawing: seconds at which its loop leaves the start, holds, lets go, is back, and ends. */
export function readBeats(text) {
  const [leaves, arrives, letsGo, turns, ends] = text.split(" ").map(Number);
  return { leaves, arrives, letsGo, turns, ends };
}

/**
 * @returns {{at: number, side: string}} the second of the loop, and the side to show ("both" where there is none).
 * Repeats go at their tempo. Before a hold the figure moves into it, and afterwards out of it, still on that hold's side.
 */
export function momentOf(beats, phases, { index, spent, stretch }, { keepsMoving = false, isStill = false } = {}) {
  const [phase, before] = [phases[index], phases[index - 1]];
  const work = nextWork(phases, index);
  const [gone, left] = [spent / 1000, Math.max(0, phase.ms + stretch - spent) / 1000];
  const { side } = work ?? phase;
  const { leaves, arrives, letsGo, turns, ends } = beats;
  const isLeadIn = phase.kind === "prepare" || phase.kind === "transition";
  const isWork = phase.kind === "work";
  if (isStill || !work) return { at: isLeadIn || isWork ? arrives : 0, side };
  if (keepsMoving) return { at: gone % ends, side };
  const cycle = work.isAlternating ? ends : turns;
  if (isWork) return { at: phase.reps ? ((spent % phase.repMs) / phase.repMs) * cycle : arrives, side };
  // The whole movement, over and over, so that it stands where the work begins when the time is up.
  if (isLeadIn) return { at: ((((work.reps ? 0 : arrives) - left) % cycle) + cycle) % cycle, side };
  const wasHeld = before?.kind === "work" && !before.reps;
  const [out, into] = [wasHeld ? turns - letsGo : 0, work.reps ? 0 : Math.max(0, arrives - leaves)];
  const haste = Math.max(1, (out + into) / (gone + left));
  if (gone * haste < out) return { at: letsGo + gone * haste, side: before.side };
  return { at: left * haste < into ? arrives - left * haste : 0, side };
}
