/**
 * <time-zone-guess>: fills the empty input or select inside it with the browser's time zone. Where another zone is
 * chosen already, it offers the browser's: server-rendered inside it, a hidden [data-offer] with a button and a
 * [data-zone] for the name.
 */
class TimeZoneGuess extends HTMLElement {
  connectedCallback() {
    if (!this.#control || !this.#zone) return;
    if (!this.#control.value) this.#take();
    if (!this.#offer || this.#control.value === this.#zone || !this.#isOffered) return;
    this.#offer.querySelector("[data-zone]").textContent = this.#zone.replaceAll("_", " ");
    this.#offer.hidden = false;
    this.#offer.addEventListener("click", this.#take);
  }

  disconnectedCallback() {
    this.#offer?.removeEventListener("click", this.#take);
  }

  get #zone() {
    return Intl.DateTimeFormat().resolvedOptions().timeZone;
  }

  get #control() {
    return this.querySelector("input, select");
  }

  get #offer() {
    return this.querySelector("[data-offer]");
  }

  get #isOffered() {
    return [...(this.#control.options ?? [])].some((option) => option.value === this.#zone);
  }

  #take = () => {
    this.#control.value = this.#zone;
    if (this.#offer) this.#offer.hidden = true;
  };
}

customElements.define("time-zone-guess", TimeZoneGuess);
