import { goTo, keep } from "./clock.js";
import { readPhases } from "./timeline.js";

/**
 * Swapping an exercise for an easier or harder neighbour in the middle of a session. What was done stays where it is; the
 * neighbour takes over the sets from the present one on, at a position a hundred above the planned one. A swap is
 * {position, slug, sets, kept}: `kept` is how many phases of the exercise stay before it. Pure.
 */
export const SWAP_STEP = 100;
const BEGUN_MS = 1000;

export const root = (position) => position % SWAP_STEP;

/** What may take over at this position: the neighbours, and the planned exercise itself. */
export function optionsAt({ entries, phases }, position) {
  const planned = entries.find((entry) => entry.position === root(position));
  const rows = phases.filter(([kind, , place]) => place === planned.position && kind !== "finish");
  return [...(planned.swaps ?? []), { ...planned, direction: "planned", phases: rows }];
}

const optionOf = (data, { position, slug }) => optionsAt(data, position).find((option) => option.slug === slug);

/** The planned entries, each followed by those that stand in for it. */
export function entriesOf(data, swaps = []) {
  const standIns = swaps.map((swap) => {
    const option = optionOf(data, swap);
    return { ...option, position: swap.position, setCount: swap.sets, dose: option.doses[swap.sets - 1] };
  });
  return data.entries.flatMap((entry) => [entry, ...standIns.filter(({ position }) => root(position) === entry.position)]);
}

export function phasesOf(data, swaps = []) {
  return swaps.reduce((phases, swap) => apply(phases, data, swap), readPhases(data.phases));
}

export function apply(phases, data, swap) {
  const [from, to] = blockOf(phases, swap.position);
  const rows = readPhases(optionOf(data, swap).phases).filter(({ set }) => set <= swap.sets);
  const own = rows.map((phase) => ({ ...phase, position: swap.position }));
  return [...phases.slice(0, from + swap.kept), ...own, ...phases.slice(to)];
}

/** Where an exercise with its stand-ins begins and ends. */
function blockOf(phases, position) {
  const isOf = (phase) => phase.kind !== "finish" && root(phase.position) === root(position);
  return [phases.findIndex(isOf), phases.findLastIndex(isOf) + 1];
}

/** How many phases of an exercise stay when it is swapped: up to the last work for which `isDone`. */
export function keptOf(phases, position, isDone) {
  const [from, to] = blockOf(phases, position);
  return phases.findLastIndex((phase, index) => index >= from && index < to && phase.kind === "work" && isDone(phase, index)) + 1 - from;
}

/** How many sets of the present exercise are to do, the present one included. */
export function setsLeft({ index }, phases) {
  const { position, set } = phases[index];
  return Math.max(...phases.filter((phase) => phase.position === position).map((phase) => phase.set)) - Math.max(1, set) + 1;
}

/** Swap the present exercise. Return the new phases; the clock stands at the neighbour's lead-in. */
export function swap(state, data, phases, slug) {
  keep(state, phases);
  const { position } = phases[state.index];
  const sets = setsLeft(state, phases);
  const isDone = ({ reps }, index) => (reps ? state.reps[index] > 0 : state.best[index] >= BEGUN_MS);
  const kept = Math.max(0, keptOf(phases, position, isDone));
  const swaps = state.swaps ?? [];
  const turn = swaps.filter((each) => root(each.position) === root(position)).length + 1;
  const undo = { index: state.index, spent: state.spent, stretch: state.stretch, isSwap: true };
  const from = blockOf(phases, position)[0] + kept;
  state.swaps = [...swaps, { position: root(position) + turn * SWAP_STEP, slug, sets, kept }];
  return Object.assign(move(state, data, phases, from), { undo }) && phasesOf(data, state.swaps);
}

/** Take the last swap back. */
export function unswap(state, data, phases) {
  const { position, kept } = state.swaps.at(-1);
  const given = state.active[position] ?? 0;
  delete state.active[position];
  const { isSwap, ...rest } = state.undo;
  const from = blockOf(phases, position)[0] + kept;
  state.swaps = state.swaps.slice(0, -1);
  Object.assign(move(state, data, phases, from), rest);
  phases = phasesOf(data, state.swaps);
  const before = phases[state.index].position;
  state.active[before] = (state.active[before] ?? 0) + given;
  return phases;
}

/** Renumber what is kept by phase after the exercise's phases from `from` on became others, and stand there. */
function move(state, data, phases, from) {
  const next = phasesOf(data, state.swaps);
  const to = blockOf(phases, phases[state.index].position)[1];
  const shift = next.length - phases.length;
  for (const name of ["best", "reps"]) {
    const rows = Object.entries(state[name]).filter(([index]) => index < from || index >= to);
    state[name] = Object.fromEntries(rows.map(([index, value]) => [index < from ? index : Number(index) + shift, value]));
  }
  goTo(state, next, from);
  return state;
}
