import { drawing, isStillWanted } from "../drawing.js";
import { momentOf, readBeats } from "./moment.js";
import { root } from "./swap.js";
import { nextWork } from "./timeline.js";

const SOON_MS = 4000;

/**
 * The figure on the stage, in time with the session. The first drawing is fetched at once, the others when the page has
 * settled or the session begins: no phase waits for the network, nor the page for what comes later.
 */
export class Figure {
  #place;
  #sheet;
  #phases;
  #known = new Map(); // exercise position → {node, side, keepsMoving} and, once it is there, {svg, beats}
  #state;
  #at = -1;
  #frame = 0;
  #wanted = []; // fetches the drawings that are not there yet

  /** @param {Element} sheet where the images are, in one [data-figure] per position, and in templates by slug */
  constructor(place, sheet) {
    [this.#place, this.#sheet] = [place, sheet];
    for (const { dataset, firstElementChild } of sheet.querySelectorAll("[data-figure]")) this.#know(Number(dataset.figure), firstElementChild);
    this.#wanted.shift()?.();
    setTimeout(this.#fetchAll, SOON_MS);
  }

  #fetchAll = () => {
    for (const fetch of this.#wanted.splice(0)) fetch();
  };

  /** The phases from now on; what stands in for an exercise brings a figure of its own. */
  lay(phases, entries) {
    this.#phases = phases;
    for (const { position, slug } of entries.filter(({ position }) => !this.#known.has(position))) {
      const template = this.#sheet.querySelector(`[data-figure-of="${slug}"]`);
      if (template) this.#know(position, template.content.firstElementChild);
      else this.#known.set(position, this.#known.get(root(position)));
    }
    this.#fetchAll();
  }

  #know(position, image) {
    const known = { node: image.cloneNode(), side: image.dataset.side ?? "left", keepsMoving: "keepsMoving" in image.dataset };
    this.#known.set(position, known);
    this.#wanted.push(async () => {
      known.node.loading = "eager";
      const { host, svg } = await drawing(image).catch(() => ({}));
      if (!svg) return; // the image stays, moving at its own pace
      svg.setAttribute("viewBox", svg.dataset.box); // no room is lost around it
      Object.assign(known, { node: host, svg, beats: readBeats(svg.dataset.beats) });
    });
  }

  render(state) {
    this.#state = state;
    const { node, svg } = this.#known.get(this.#phases[state.index].position);
    if (this.#place.firstElementChild !== node) {
      this.#place.replaceChildren(node);
      svg?.classList.add("is-driven");
      svg?.pauseAnimations();
      this.#at = -1;
    }
    this.#draw();
  }

  #draw = () => {
    cancelAnimationFrame(this.#frame);
    const [state, phases] = [this.#state, this.#phases];
    const { svg, beats, side: drawn, keepsMoving } = this.#known.get(phases[state.index].position);
    if (!this.#place.isConnected) return;
    if (!svg) return this.#mirror(nextWork(phases, state.index)?.side, drawn);
    const isRunning = state.status === "running";
    const spent = state.spent + (isRunning ? Math.max(0, Date.now() - state.seenAt) : 0);
    const { at, side } = momentOf(beats, phases, { ...state, spent }, { keepsMoving, isStill: isStillWanted() });
    this.#mirror(side, drawn);
    if (Math.abs(at - this.#at) < 0.005) return; // rests until the next look
    svg.setCurrentTime((this.#at = at));
    if (isRunning) this.#frame = requestAnimationFrame(this.#draw);
  };

  #mirror(side = "both", drawn) {
    this.#place.classList.toggle("is-mirrored", side !== "both" && side !== drawn);
  }
}
