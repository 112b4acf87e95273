import { repsIn, worked } from "./clock.js";
import { root } from "./swap.js";

/** What was really done, from the state of the clock: the report that sessions/record.py reads. Pure. */

const SIDES = ["left", "right"];
// A hold counts as a repeat once a second of it was held; how long it was is told by the seconds.
const BEGUN_MS = 1000;

/** Sets per exercise position: {number, side, reps, held_seconds, is_skipped}, for those reached (all, at the end). */
export function setsDone(state, phases) {
  const isFinal = state.status === "finished";
  const found = new Map();
  phases.forEach((phase, index) => {
    if (phase.kind !== "work") return;
    for (const side of phase.isAlternating ? SIDES : [phase.side]) {
      const key = `${phase.position}/${phase.set}-${side}`;
      if (!found.has(key)) found.set(key, { position: phase.position, number: phase.set, side, reps: 0, ms: 0, isPassed: false });
      const done = found.get(key);
      const ms = Math.max(state.best[index] ?? 0, index === state.index ? worked(state, phases) : 0);
      done.reps += phase.reps ? Math.max(state.reps[index] ?? 0, phase.isTapped ? 0 : repsIn(ms, phase.repMs)) : Number(ms >= BEGUN_MS);
      done.ms += phase.reps ? 0 : ms;
      done.isPassed = index < state.index;
    }
  });
  return [...found.values()].map((done) => merge(done, state.base[done.position])).filter(
    (done) => isFinal || done.isPassed || done.reps || done.held_seconds,
  );
}

/** Never less than the server had: the longer of the two counts. */
function merge({ position, number, side, reps, ms, isPassed }, base) {
  const before = base?.sets[`${number}-${side}`] ?? [0, 0];
  const held_seconds = Math.max(Math.round(ms / 1000), before[1]);
  reps = Math.max(reps, before[0]);
  if (ms < BEGUN_MS && !before[1] && !reps) return { position, number, side, reps: 0, held_seconds: 0, is_skipped: true, isPassed };
  return { position, number, side, reps, held_seconds, is_skipped: false, isPassed };
}

const swapOf = ({ position, slug, sets }) => ({ for: root(position), exercise: slug, sets });

export function secondsOf(state, position) {
  return Math.round((state.active[position] ?? 0) / 1000) + (state.base[position]?.seconds ?? 0);
}

export function report(state, phases, now) {
  const places = [phases.map((phase) => phase.position), Object.keys(state.active), Object.keys(state.base)].flat();
  const swaps = new Map((state.swaps ?? []).map((swap) => [swap.position, swap]));
  const positions = [...new Set(places.map(Number))];
  const sets = setsDone(state, phases);
  return {
    version: state.version,
    sent_at: now,
    // A clock that was put back since must not make the report speak of the future.
    started_at: Math.min(state.startedAt, state.finishedAt ?? now, now),
    finished_at: state.finishedAt === null ? null : Math.min(state.finishedAt, now),
    entries: positions.map((position) => ({
      position,
      ...(swaps.has(position) && { swap: swapOf(swaps.get(position)) }),
      duration_seconds: secondsOf(state, position),
      sets: sets
        .filter((done) => done.position === position)
        .map(({ number, side, reps, held_seconds, is_skipped }) => ({ number, side, reps, held_seconds, is_skipped })),
    })),
  };
}
