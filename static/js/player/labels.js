import { fill, nextWork, span } from "./timeline.js";

/** The words on the stage for one phase. Pure. */

export function kindOf(phase) {
  return phase.kind === "work" && phase.reps ? "repeats" : phase.kind;
}

export function sideOf(phases, index, words) {
  const work = nextWork(phases, index);
  if (!work) return "";
  return work.isAlternating ? words.alternating : (words[work.side] ?? "");
}

export function countOf(phase, entry, words) {
  const parts = [];
  if (phase.set && entry.setCount > 1) parts.push(fill(words.set, { n: phase.set, of: entry.setCount }));
  if (phase.rep && entry.holds > 1) parts.push(fill(words.rep, { n: phase.rep, of: entry.holds }));
  if (phase.reps && !phase.isTapped) parts.push(fill(words.ofReps, { n: phase.reps }));
  if (!phase.set) parts.push(entry.dose);
  return parts.join(" · ");
}

/** What comes after this phase, in a few words. */
export function nextOf(phases, index, entries, words) {
  const next = phases[index + 1];
  if (!next || next.kind === "finish") return words.last;
  if (next.kind === "transition") return fill(words.next, { what: entries.get(next.position).name });
  if (next.reps) return fill(words.next, { what: fill(next.isAlternating ? words.timesEach : words.times, { n: next.reps }) });
  return fill(words.next, { what: next.kind === "switch" ? words.switch : `${words[next.kind]} ${span(next.ms, words)}` });
}

/** What the voice says when the phase begins: shorter, for it must be over before the phase is. */
export function spoken(phases, index, entry, words) {
  const phase = phases[index];
  const side = sideOf(phases, index, words);
  const isNewSide = side !== (index ? sideOf(phases, index - 1, words) : "");
  if (phase.kind === "finish") return words.finish;
  if (phase.kind === "prepare" || phase.kind === "transition") return [entry.name, side].filter(Boolean).join(". ");
  const amount = phase.reps ? fill(words.times, { n: phase.reps }) : phase.rep > 1 ? String(phase.rep) : fill(words.seconds, { n: phase.seconds });
  const what = phase.kind === "work" || phase.kind === "rest" ? amount : "";
  return [words[kindOf(phase)], (isNewSide || phase.kind === "switch") && side, what].filter(Boolean).join(". ");
}

/** What a screen reader says once when the phase begins. */
export function announcement(phases, index, entry, words) {
  const phase = phases[index];
  if (phase.kind === "finish") return words.finish;
  const isLeadIn = phase.kind === "prepare" || phase.kind === "transition";
  const amount = phase.reps ? fill(words.times, { n: phase.reps }) : fill(words.seconds, { n: phase.seconds });
  const parts = [words[kindOf(phase)], isLeadIn && entry.name, sideOf(phases, index, words), amount, countOf(phase, entry, words)];
  return parts.filter(Boolean).join(". ");
}
