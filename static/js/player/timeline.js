/** The phases as the page gives them: short rows, read into objects. Pure. */
const FIELDS = ["kind", "seconds", "position", "set", "rep", "side", "reps", "isTapped", "isAlternating"];

export function readPhases(rows) {
  return rows.map((row) => {
    const phase = Object.fromEntries(FIELDS.map((name, place) => [name, row[place]]));
    const ms = phase.seconds * 1000;
    return { ...phase, ms, repMs: phase.reps && ms / phase.reps, isTapped: !!phase.isTapped, isAlternating: !!phase.isAlternating };
  });
}

/** Which repeat is under way, when they follow their tempo; from 1. */
export function repNow({ repMs }, { spent }, length) {
  return Math.min(Math.round(length / repMs), Math.floor(spent / repMs) + 1);
}

/** The work at this index or the next one after it; undefined past the last. */
export function nextWork(phases, index) {
  return phases.slice(index).find((phase) => phase.kind === "work");
}

/** Milliseconds from here to the end, repeats at their estimate. */
export function remaining(phases, index, spent, stretch = 0) {
  const here = Math.max(0, (phases[index]?.ms ?? 0) + stretch - spent);
  return phases.slice(index + 1).reduce((sum, phase) => sum + phase.ms, here);
}

/** One {position, from, ms} per exercise: its place in the whole, for the bar at the top. */
export function spans(phases) {
  const found = [];
  let from = 0;
  for (const phase of phases) {
    const last = found.at(-1);
    if (phase.kind !== "finish" && last?.position !== phase.position) found.push({ position: phase.position, from, ms: 0 });
    found.at(-1).ms += phase.ms;
    from += phase.ms;
  }
  return found;
}

/** What a screen shows of a time still to go: 0.2 s left is still "1", only the end is "0". */
export function digits(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return seconds < 100 ? String(seconds) : clock(seconds);
}

export function clock(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const pad = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
}

/** Fill a word's {braces}. */
export function fill(word, values) {
  return word.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** A length of time in words: "45 s", "12 min", "1 h 5 min". */
export function span(ms, words) {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return fill(words.second, { s: seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return fill(words.minute, { m: minutes });
  return fill(words.hour, { h: Math.floor(minutes / 60), m: minutes % 60 });
}
