import { secondsOf, setsDone } from "./log.js";
import { root } from "./swap.js";
import { fill, span } from "./timeline.js";

/** Fill the page that follows the session: how long it took, and what was done of each exercise. */
export function showDone(form, { state, phases, entries }, { words }) {
  const out = (name) => form.querySelector(`[data-out="${name}"]`);
  const sets = setsDone(state, phases);
  const total = entries.reduce((sum, { position }) => sum + secondsOf(state, position), 0);
  out("after-total").textContent = fill(words.total, { time: span(total * 1000, words) });
  out("done-list").replaceChildren(
    ...entries.map(({ position, name }, place) => {
      const own = sets.filter((done) => done.position === position);
      const next = entries[place + 1];
      const isSwapped = next && root(next.position) === root(position);
      const parts = [(own.length || !isSwapped) && summary(own, words), isSwapped && fill(words.swappedFor, { what: next.name })];
      return line(name, parts.filter(Boolean).join(" · "));
    }),
  );
}

function line(name, text) {
  const [item, what, dose] = ["li", "span", "span"].map((tag) => document.createElement(tag));
  what.textContent = name;
  dose.textContent = text;
  dose.className = "dose";
  item.append(what, dose);
  return item;
}

/** "Left side 45 s, Right side 45 s", summed over the sets of a side; "skipped" when nothing was done. Pure. */
export function summary(sets, words) {
  const sides = new Map();
  for (const { side, reps, held_seconds, is_skipped } of sets) {
    if (is_skipped) continue;
    const sum = sides.get(side) ?? { reps: 0, held: 0 };
    sides.set(side, { reps: sum.reps + reps, held: sum.held + held_seconds });
  }
  const parts = [...sides].map(([side, { reps, held }]) =>
    [words[side], held ? span(held * 1000, words) : fill(words.times, { n: reps })].filter(Boolean).join(" "),
  );
  return parts.join(", ") || words.skipped;
}
