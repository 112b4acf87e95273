import { begin } from "./clock.js";
import { apply, keptOf, phasesOf, root } from "./swap.js";

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
    state.base[position] = baseOf(seconds, logged);
  }
  for (const { swappedFor = [] } of data.entries) {
    for (const { position, slug, sets, seconds, logged } of swappedFor) {
      const before = Math.max(0, keptOf(phases, position, (phase) => loggedOf(state, phase)?.slice(0, 2).some(Boolean)));
      const swap = { position, slug, sets, kept: before };
      phases = apply(phases, data, swap);
      (state.swaps ??= []).push(swap);
      state.base[position] = baseOf(seconds, logged);
    }
  }
  const shared = kept?.best ? sharedLength(state, phases, kept, data) : 0;
  if (shared) joinKept(state, kept, shared);
  let index = firstOpen(state, phases);
  if (index < 0) return Object.assign(state, { index: phases.length - 1, status: "finished", finishedAt: now });
  while (index > 0 && phases[index - 1].kind !== "work") index -= 1;
  if (kept?.index < shared) index = Math.max(index, Math.min(kept.index, phases.length - 2));
  return Object.assign(state, { index });
}

/** How many phases are the same ones here and there: all, unless an exercise was swapped on one of the two devices. */
function sharedLength(state, phases, kept, data) {
  if (JSON.stringify(kept.swaps ?? []) === JSON.stringify(state.swaps ?? [])) return phases.length;
  const there = phasesOf(data, kept.swaps);
  return phases.findIndex((phase, index) => JSON.stringify(phase) !== JSON.stringify(there[index]));
}

function joinKept(state, { best, reps, active, base }, shared) {
  const common = (rows) => Object.fromEntries(Object.entries(rows).filter(([index]) => index < shared));
  Object.assign(state, { best: common(best), reps: common(reps), active });
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

function baseOf(seconds, logged) {
  return { seconds, sets: Object.fromEntries(logged.map(([number, side, ...done]) => [`${number}-${side}`, done])) };
}

/** The index of the work to go on with; -1 when nothing is left. */
function firstOpen(state, phases) {
  const last = phases.findLastIndex((phase) => phase.kind === "work" && loggedOf(state, phase));
  if (last < 0) return 0;
  const isSameSet = ({ kind, position, set, side }) =>
    kind === "work" && position === phases[last].position && set === phases[last].set && side === phases[last].side;
  const planned = phases.filter(isSameSet).reduce((sum, phase) => sum + phase.seconds, 0);
  const isSwapped = phases.some(({ position }, index) => index > last && position !== phases[last].position && root(position) === root(phases[last].position));
  const [reps, held, isSkipped] = loggedOf(state, phases[last]);
  const isDone = isSkipped || isSwapped || (phases[last].reps ? reps > 0 : held >= planned);
  return isDone ? phases.findIndex((phase, index) => index > last && phase.kind === "work") : phases.findIndex(isSameSet);
}

function loggedOf(state, { position, set, side, isAlternating }) {
  const sets = state.base[position]?.sets ?? {};
  return (isAlternating ? SIDES : [side]).map((each) => sets[`${set}-${each}`]).find(Boolean);
}
