/**
 * Where a session is. Pure: `now` comes in, nothing is read from the machine.
 *
 * The state says how much of the present phase is spent *as of* `seenAt`; its deadline follows from that. Each look adds
 * the difference between two timestamps, never a tick: one look after a minute comes to the same as six hundred.
 *
 * Away: a gap of up to AWAY_MS without a look (a throttled tab still looks once a minute; a reload takes a second) is
 * caught up exactly, through timed phases up to the next one that waits for a tap. After a longer gap nobody knows what
 * was done, so the session stands paused where it was last seen, and nothing of the gap is logged.
 */
export const AWAY_MS = 90_000;
// A phase that waits for a tap waits so long beyond its time; then nobody is there, and the session is paused.
export const WAIT_MS = 300_000;

export function begin(now, version = 0) {
  return {
    version, status: "running", index: 0, spent: 0, stretch: 0, seenAt: now, startedAt: now, finishedAt: null, awayMs: 0,
    best: {},   // phase index → the longest time given to that work, in ms; a repeat of it never makes it less
    reps: {},   // phase index → repeats tapped as done
    active: {}, // exercise position → ms with the clock running
    base: {},   // what the server had already: see resume.js
  };
}

export const left = (state, phases) => Math.max(0, phases[state.index].ms + state.stretch - state.spent);

/** Bring the state up to now. Every control does this first. */
export function advance(state, phases, now) {
  if (state.status !== "running") return state;
  if (now < state.seenAt) return putBack(state, now);
  if (now - state.seenAt > AWAY_MS) return Object.assign(state, { status: "paused", awayMs: now - state.seenAt });
  while (state.status === "running") {
    const gap = now - state.seenAt;
    const { ms, isTapped } = phases[state.index];
    const room = isTapped ? ms + state.stretch + WAIT_MS - state.spent : left(state, phases);
    spend(state, phases, Math.min(gap, room));
    if (gap < room) break;
    if (isTapped) state.status = "paused";
    else leave(state, phases);
  }
  return state;
}

/** The machine's clock went back: move the start with it, count nothing. */
function putBack(state, now) {
  return Object.assign(state, { startedAt: state.startedAt - (state.seenAt - now), seenAt: now });
}

function spend(state, phases, ms) {
  const { position } = phases[state.index];
  state.spent += ms;
  state.seenAt += ms;
  state.active[position] = (state.active[position] ?? 0) + ms;
}

/** Time given to the present work: a hold is over when its time is, however long the tap is waited for. */
export const worked = (state, phases) => Math.min(state.spent, phases[state.index].ms + state.stretch);

export const repsIn = (ms, repMs) => Math.floor((ms + 50) / repMs);

export function keep(state, phases) {
  const { kind, reps, isTapped, repMs } = phases[state.index];
  if (kind !== "work") return;
  const ms = worked(state, phases);
  state.best[state.index] = Math.max(state.best[state.index] ?? 0, ms);
  // Repeats that follow their tempo: as many as there was time for.
  if (reps && !isTapped) state.reps[state.index] = Math.max(state.reps[state.index] ?? 0, repsIn(ms, repMs));
}

export function goTo(state, phases, index, now = state.seenAt) {
  Object.assign(state, { index, spent: 0, stretch: 0, awayMs: 0, undo: null });
  if (phases[index].kind === "finish") Object.assign(state, { status: "finished", finishedAt: now });
}

export function leave(state, phases, now) {
  keep(state, phases);
  goTo(state, phases, Math.min(state.index + 1, phases.length - 1), now);
}
