import { advance, goTo, keep, leave, left } from "./clock.js";

/** What a person can do to a running session. Each brings the clock up to now first; pure like the clock itself. */

/** Repeats that end with a tap have a number, and no time of their own. */
export const isCounted = ({ reps, isTapped }) => !!reps && isTapped;

const isOver = (state) => state.status === "finished";

export function pause(state, phases, now) {
  if (advance(state, phases, now).status === "running") state.status = "paused";
  return state;
}

export function resume(state, phases, now) {
  return state.status === "paused" ? Object.assign(state, { status: "running", seenAt: now, awayMs: 0 }) : state;
}

/** Go on to the next phase; time already held counts, repeats not tapped do not. */
export function skip(state, phases, now) {
  if (!isOver(advance(state, phases, now))) leave(state, phases, now);
  return state;
}

/** The tap a phase waits for; of repeats, so many of them. */
export function done(state, phases, now, reps) {
  if (isOver(advance(state, phases, now)) || !phases[state.index].isTapped) return state;
  if (phases[state.index].reps) state.reps[state.index] = Math.max(0, reps);
  leave(state, phases, now);
  return state;
}

/** Back to the start of this phase, or to the one before when it has only just begun. */
export function back(state, phases, now) {
  if (isOver(advance(state, phases, now))) return state;
  keep(state, phases);
  goTo(state, phases, state.spent > 3000 ? state.index : Math.max(0, state.index - 1));
  return state;
}

/** Make the present phase longer or shorter; shortened to nothing it is over. */
export function nudge(state, phases, now, ms) {
  if (isOver(advance(state, phases, now)) || isCounted(phases[state.index])) return state;
  state.spent = Math.min(state.spent, phases[state.index].ms + state.stretch);
  state.stretch += Math.max(ms, -left(state, phases));
  if (left(state, phases) === 0 && !phases[state.index].isTapped) leave(state, phases, now);
  return state;
}

/** End early, keeping what was done. */
export function end(state, phases, now) {
  if (isOver(advance(state, phases, now))) return state;
  keep(state, phases);
  return Object.assign(state, { status: "finished", finishedAt: now });
}

/** Not over after all: paused at the phase it was in, or at the last work. */
export function reopen(state, phases) {
  if (phases[state.index].kind === "finish") goTo(state, phases, Math.max(0, state.index - 1));
  return Object.assign(state, { status: "paused", finishedAt: null });
}
