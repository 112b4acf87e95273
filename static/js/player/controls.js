import { advance, goTo, keep, leave, left } from "./clock.js";

const AGAIN_MS = 5000;

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
  return isOver(advance(state, phases, now)) ? state : leaveFor(state, phases, now);
}

/** The tap a phase waits for; of repeats, so many of them. */
export function done(state, phases, now, reps) {
  if (isOver(advance(state, phases, now)) || !phases[state.index].isTapped) return state;
  return leaveFor(state, phases, now, reps);
}

/** Leave the phase, and remember how it stood as long as the next one lasts. */
function leaveFor(state, phases, now, reps = 0) {
  const { index, spent, stretch } = state;
  const undo = { index, spent, stretch, reps: state.reps[index] ?? 0 };
  if (isCounted(phases[index])) state.reps[index] = Math.max(undo.reps, reps);
  leave(state, phases, now);
  return isOver(state) ? state : Object.assign(state, { undo });
}

/** Stand where the last skip or tap left from. */
export function undo(state, phases, now) {
  if (isOver(advance(state, phases, now)) || !state.undo) return state;
  const { index, reps, ...rest } = state.undo;
  state.reps[index] = reps;
  keep(state, phases);
  goTo(state, phases, index);
  return Object.assign(state, rest);
}

/** Once more the side that was done last, or is being done: from its first hold, with a moment to get there. */
export function again(state, phases, now) {
  if (isOver(advance(state, phases, now))) return state;
  const last = phases.findLastIndex(({ kind }, index) => kind === "work" && index <= state.index);
  if (last < 0) return state;
  keep(state, phases);
  const { position, set, side } = phases[last];
  let first = last;
  for (let index = last; index > 0 && phases[index].position === position; index -= 1) {
    if (phases[index].kind !== "work") continue;
    if (phases[index].set !== set || phases[index].side !== side) break;
    first = index;
  }
  // Sets without a rest between them have nothing that leads there.
  const from = phases[first - 1].kind === "work" ? first : first - 1;
  goTo(state, phases, from);
  if (from < first) state.spent = Math.max(0, phases[from].ms - AGAIN_MS);
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
