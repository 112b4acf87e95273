/**
 * <moving-figure data-src="moving.svg"> around a still <img>: plays the movement while its card is pointed at with a
 * mouse or focused from the keyboard. Does nothing for whoever asked for reduced motion.
 */
class MovingFigure extends HTMLElement {
  #card = null;
  #still = "";

  connectedCallback() {
    this.#card = this.closest(".card") ?? this;
    this.#still = this.#image.src;
    this.#card.addEventListener("pointerenter", this.#enter);
    this.#card.addEventListener("pointerleave", this.#rest);
    this.#card.addEventListener("focusin", this.#focus);
    this.#card.addEventListener("focusout", this.#rest);
  }

  disconnectedCallback() {
    this.#card.removeEventListener("pointerenter", this.#enter);
    this.#card.removeEventListener("pointerleave", this.#rest);
    this.#card.removeEventListener("focusin", this.#focus);
    this.#card.removeEventListener("focusout", this.#rest);
    this.#rest();
  }

  get #image() {
    return this.querySelector("img");
  }

  #enter = (event) => {
    if (event.pointerType === "mouse") this.#play();
  };

  #focus = (event) => {
    if (event.target.matches(":focus-visible")) this.#play();
  };

  #play() {
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.#image.src = this.dataset.src;
  }

  #rest = () => {
    if (this.#image.src !== this.#still) this.#image.src = this.#still;
  };
}

customElements.define("moving-figure", MovingFigure);
