import { begin } from "./clock.js";

const SIDES = ["left", "right"];

/**
 * A state that goes on from what the server has: the session was begun on another device, or this browser forgot it.
 * It stands after the last set done, or at the start of that set when it was not done in full; at the phase leading
 * there. What this device kept of it counts too: each set and each exercise the longer of the two. Pure.
 */
export function fromServer(data, phases, now, kept) {
  const state = begin(now, data.version);
  state.startedAt = Math.min(data.startedAt ?? now, now);
  for (const { position, seconds, logged } of data.entries) {
    const sets = Object.fromEntries(logged.map(([number, side, ...done]) => [`${number}-${side}`, done]));
    state.base[position] = { seconds, sets };
  }
  if (kept?.best) joinKept(state, kept);
  let index = firstOpen(state, phases);
  if (index < 0) return Object.assign(state, { index: phases.length - 1, status: "finished", finishedAt: now });
  while (index > 0 && phases[index - 1].kind !== "work") index -= 1;
  if (kept?.best) index = Math.max(index, Math.min(kept.index, phases.length - 2));
  return Object.assign(state, { index });
}

function joinKept(state, { best, reps, active, base }) {
  Object.assign(state, { best, reps, active });
  for (const [position, ms] of Object.entries(active)) {
    const known = state.base[position] ?? { seconds: 0, sets: {} };
    const here = ms / 1000 + (base[position]?.seconds ?? 0);
    state.base[position] = { ...known, seconds: Math.round(Math.max(known.seconds, here) - ms / 1000) };
  }
}

/** A kept state by the clock of a new page; the old one's was `skew` behind the machine's. Pure. */
export function onNewClock(state, skew = 0) {
  const { seenAt, startedAt, finishedAt } = state;
  return { ...state, seenAt: seenAt + skew, startedAt: startedAt + skew, finishedAt: finishedAt && finishedAt + skew };
}

/** The index of the work to go on with; -1 when nothing is left. */
function firstOpen(state, phases) {
  const last = phases.findLastIndex((phase) => phase.kind === "work" && loggedOf(state, phase));
  if (last < 0) return 0;
  const isSameSet = ({ kind, position, set, side }) =>
    kind === "work" && position === phases[last].position && set === phases[last].set && side === phases[last].side;
  const planned = phases.filter(isSameSet).reduce((sum, phase) => sum + phase.seconds, 0);
  const [reps, held, isSkipped] = loggedOf(state, phases[last]);
  const isDone = isSkipped || (phases[last].reps ? reps > 0 : held >= planned);
  return isDone ? phases.findIndex((phase, index) => index > last && phase.kind === "work") : phases.findIndex(isSameSet);
}

function loggedOf(state, { position, set, side, isAlternating }) {
  const sets = state.base[position]?.sets ?? {};
  return (isAlternating ? SIDES : [side]).map((each) => sets[`${set}-${each}`]).find(Boolean);
}
