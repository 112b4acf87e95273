import { drawing, isStillWanted } from "../drawing.js";

const KEY = "figure-paused";

/**
 * <pausable-figure> around a moving <img class="figure"> and a hidden <button data-pause="…" data-play="…">: the button
 * halts the movement where it is and lets it go on. Whoever asked for reduced motion begins with it halted. The choice
 * is kept while the tab is open. Where the drawing cannot be had, image and hidden button stay as they are.
 */
class PausableFigure extends HTMLElement {
  #svg = null;
  #isPaused = false;

  async connectedCallback() {
    this.#button.addEventListener("click", this.#toggle);
    if (this.#svg) return this.#show();
    const image = this.querySelector("img");
    const { host, svg } = await drawing(image).catch(() => ({}));
    if (!svg || this.#svg || !this.isConnected) return;
    this.#svg = svg;
    image.replaceWith(host);
    this.#isPaused = (sessionStorage.getItem(KEY) ?? String(isStillWanted())) === "true";
    this.#button.hidden = false;
    this.#show();
  }

  disconnectedCallback() {
    this.#button.removeEventListener("click", this.#toggle);
  }

  get #button() {
    return this.querySelector("button");
  }

  #toggle = () => {
    this.#isPaused = !this.#isPaused;
    sessionStorage.setItem(KEY, this.#isPaused);
    this.#show();
    this.querySelector("[role=status]").textContent = this.#isPaused ? this.dataset.paused : this.dataset.playing;
  };

  #show() {
    const { pause, play } = this.#button.dataset;
    this.toggleAttribute("data-is-paused", this.#isPaused);
    this.#button.setAttribute("aria-label", this.#isPaused ? play : pause);
    // A person who asked for less motion sees the still, until they press play.
    if (!this.#isPaused) this.#svg.classList.add("is-driven");
    if (this.#isPaused) this.#svg.pauseAnimations();
    else this.#svg.unpauseAnimations();
  }
}

customElements.define("pausable-figure", PausableFigure);
