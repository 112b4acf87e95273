import { Bar } from "./bar.js";
import { left } from "./clock.js";
import { isCounted } from "./controls.js";
import { Figure } from "./figure.js";
import { showRemotely } from "./input.js";
import { root } from "./swap.js";
import { announcement, countOf, kindOf, nextOf, sideOf } from "./labels.js";
import { clock, digits, fill, remaining, repNow } from "./timeline.js";

/** Draws the state onto the stage; writes to the page only what has changed. */
export class Stage {
  #root;
  #phases;
  #words;
  #entries;
  #figure;
  #bar;
  #shown = new Map();

  /** @param {Element} sheet where the figures are, one [data-figure] per exercise position */
  constructor(root, { words }, sheet) {
    [this.#root, this.#words] = [root, words];
    this.#figure = new Figure(this.#out("figure"), sheet);
  }

  /** `reps` is how many repeats the stepper stands at. */
  render({ state, reps, phases: laid, entries }) {
    if (this.#phases !== laid) {
      this.#phases = laid;
      this.#entries = new Map(entries.map((entry) => [entry.position, entry]));
      this.#bar = new Bar(this.#out("bar"), laid);
      this.#figure.lay(laid, entries);
    }
    const [phases, words] = [this.#phases, this.#words];
    const phase = phases[state.index];
    const entry = this.#entries.get(phase.position);
    const isPaused = state.status === "paused";
    const length = phase.ms + state.stretch;
    this.#data("kind", kindOf(phase));
    this.#data("status", state.status);
    // One size for the whole phase, fit for its longest time, so that nothing jumps at 1:40 or at 9.
    const widest = phase.reps ? "00" : digits(length).replace(/\d/g, "0").padStart(2, "0");
    if (this.#changes("widths", widest)) this.#out("digits").style.setProperty("--widths", this.#emWidth(widest));
    const isOver = phase.isTapped && !phase.reps && state.spent >= length;
    this.#text("kind", isPaused ? words.paused : isOver ? words.over : words[kindOf(phase)]);
    this.#text("digits", String(isCounted(phase) ? reps : phase.reps ? repNow(phase, state, length) : digits(left(state, phases))));
    this.#text("side", sideOf(phases, state.index, words));
    this.#text("count", phase.reps && phase.isAlternating ? "" : countOf(phase, entry, words));
    this.#text("name", entry.name);
    this.#text("cue", phase.kind === "prepare" || phase.kind === "transition" ? entry.startPosition : entry.cue);
    this.#root.querySelector('[data-do="undo"]').hidden = !state.undo;
    if (this.#changes("remote", `${state.index} ${state.status}`)) showRemotely(entry.name, this.#root.getAttribute("aria-label"), state.status);
    this.#text("next", nextOf(phases, state.index, this.#entries, words));
    this.#text("less", phase.reps ? "−1" : "−10");
    this.#text("more", phase.reps ? "+1" : "+10");
    const rest = remaining(phases, state.index, state.spent, state.stretch);
    this.#text("time-left", fill(words.left_minutes, { time: clock(Math.ceil(rest / 1000)) }));
    this.#attribute(this.#out("ring"), "stroke-dashoffset", isCounted(phase) ? 0 : Math.round(1000 * (left(state, phases) / length - 1)));
    this.#controls(phase, isPaused);
    this.#figure.render(state);
    this.#bar.render(state);
    // A phase is announced when it begins; the countdown never is.
    if (state.status === "running") this.#text("say", announcement(phases, state.index, entry, words), state.index);
    else if (isPaused) this.#text("say", words.paused);
  }

  #controls({ isTapped, reps, position }, isPaused) {
    const [button, words] = [(name) => this.#root.querySelector(`[data-do="${name}"]`), this.#words];
    button("done").hidden = !isTapped;
    button("swap").hidden = !this.#entries.get(root(position)).swaps?.length;
    this.#out("next").hidden = isTapped;
    this.#text("done", reps ? words.done : words.goOn);
    this.#attribute(button("pause"), "aria-label", isPaused ? words.resume : words.pause);
    this.#attribute(button("less"), "aria-label", reps ? words.fewer : words.faster);
    this.#attribute(button("more"), "aria-label", reps ? words.more : words.slower);
  }

  #out = (name) => this.#root.querySelector(`[data-out="${name}"]`);

  #data(name, value) {
    if (this.#root.dataset[name] !== value) this.#root.dataset[name] = value;
  }

  #attribute(element, name, value) {
    if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
  }

  #text(name, text, mark = "") {
    if (this.#changes(name, `${mark}${text}`)) this.#out(name).textContent = text;
  }

  #changes(name, value) {
    const isNew = this.#shown.get(name) !== value;
    this.#shown.set(name, value);
    return isNew;
  }

  /** The width of a text in the font of the digits, in em: fonts differ by a third. */
  #emWidth(text) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `700 100px ${getComputedStyle(this.#out("digits")).fontFamily}`;
    return (pen.measureText(text).width / 100).toFixed(3);
  }
}
