import { drawing, isStillWanted } from "../drawing.js";
import { momentOf, readBeats } from "./moment.js";
import { nextWork } from "./timeline.js";

/** The figure on the stage, in time with the session. All drawings are fetched at once: no phase waits for the network. */
export class Figure {
  #place;
  #phases;
  #known = new Map(); // exercise position → {node, side, keepsMoving} and, once it is there, {svg, beats}
  #state;
  #at = -1;
  #frame = 0;

  /** @param {Element} sheet where the images are, in one [data-figure] per exercise position */
  constructor(place, phases, sheet) {
    [this.#place, this.#phases] = [place, phases];
    for (const { dataset, firstElementChild: image } of sheet.querySelectorAll("[data-figure]")) {
      const known = { node: image.cloneNode(), side: image.dataset.side ?? "left", keepsMoving: "keepsMoving" in image.dataset };
      known.node.loading = "eager";
      this.#known.set(Number(dataset.figure), known);
      drawing(image).then(
        ({ host, svg }) => Object.assign(known, { node: host, svg, beats: readBeats(svg.dataset.beats) }),
        () => {}, // the image stays, moving at its own pace
      );
    }
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
