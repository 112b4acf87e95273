import { spans } from "./timeline.js";

const SVG = "http://www.w3.org/2000/svg";
const GAP = 6;

/** The whole session as a row of exercises, each as wide as it is long, filled as far as it is done. */
export class Bar {
  #phases;
  #spans;
  #fills;

  constructor(svg, phases) {
    this.#phases = phases;
    this.#spans = spans(phases);
    const total = this.#spans.reduce((sum, { ms }) => sum + ms, 0) || 1;
    this.#fills = this.#spans.map(({ from, ms }) => {
      const [x, width] = [(1000 * from) / total, Math.max(1, (1000 * ms) / total - GAP)];
      const [track, run] = ["track", "run"].map((part) => rect(`stage-bar-${part}`, { x, width, height: 10 }));
      return { track, run, width };
    });
    svg.replaceChildren(...this.#fills.flatMap(({ track, run }) => [track, run]));
  }

  render(state) {
    const here = this.#spans.findIndex(({ position }) => position === this.#phases[state.index].position);
    this.#fills.forEach(({ run, width }, place) => {
      const share = place < here ? 1 : place > here ? 0 : this.#share(state, this.#spans[here]);
      const wanted = String(Math.round(width * share));
      if (run.getAttribute("width") !== wanted) run.setAttribute("width", wanted);
    });
  }

  /** How much of the present exercise is behind us, 0 to 1. */
  #share({ index, spent }, { from, ms }) {
    const before = this.#phases.slice(0, index).reduce((sum, phase) => sum + phase.ms, 0);
    return ms ? Math.min(1, (before - from + Math.min(spent, this.#phases[index].ms)) / ms) : 1;
  }
}

function rect(name, attributes) {
  const element = document.createElementNS(SVG, "rect");
  element.classList.add(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
