/**
 * <number-stepper> around two [data-by] buttons and an <input data-low data-high [data-unit]>: steps the number by
 * tap or arrow key, seconds in bigger steps the more there are. Tells of it as typing would: input, then change.
 */
class NumberStepper extends HTMLElement {
  #settled = 0;

  connectedCallback() {
    for (const button of this.#buttons) button.hidden = false;
    this.addEventListener("click", this.#click);
    this.addEventListener("keydown", this.#key);
  }

  disconnectedCallback() {
    clearTimeout(this.#settled);
    this.removeEventListener("click", this.#click);
    this.removeEventListener("keydown", this.#key);
  }

  get #buttons() {
    return this.querySelectorAll("[data-by]");
  }

  get #input() {
    return this.querySelector("input");
  }

  #click = (event) => {
    const button = event.target.closest("[data-by]");
    if (button) this.#step(Number(button.dataset.by));
  };

  #key = (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by || event.target !== this.#input) return;
    event.preventDefault();
    this.#step(by);
  };

  #step(by) {
    const input = this.#input;
    const low = Number(input.dataset.low);
    const now = /^\d+$/.test(input.value.trim()) ? Number(input.value) : low;
    const size = input.dataset.unit ? stepSize(now, by) : 1;
    // On to the next multiple: 2 s, 3 s … 10 s, 15 s … 60 s, 75 s.
    const next = by > 0 ? Math.floor(now / size) * size + size : Math.ceil(now / size) * size - size;
    input.value = Math.min(Math.max(next, low), Number(input.dataset.high));
    input.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(this.#settled);
    this.#settled = setTimeout(() => input.dispatchEvent(new Event("change", { bubbles: true })), 500);
  }
}

export function stepSize(seconds, by) {
  const from = by > 0 ? seconds : seconds - 1;
  if (from < 10) return 1;
  return from < 60 ? 5 : 15;
}

customElements.define("number-stepper", NumberStepper);
