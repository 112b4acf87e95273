/**
 * <chart-tips data-label="…"> around a drawing: what a slot says is shown beside it, by pointer, touch and arrow keys.
 * Inside it: .chart-slot, each with a <title> (its name, then one line a value), which a browser without script shows.
 */
class ChartTips extends HTMLElement {
  #slots = [];
  #tip = null;
  #at = -1;

  connectedCallback() {
    this.#slots = [...this.querySelectorAll(".chart-slot")];
    if (!this.#slots.length) return;
    for (const slot of this.#slots) {
      const title = slot.querySelector("title");
      if (!title) continue;
      slot.dataset.tip = title.textContent;
      title.remove();
    }
    this.#tip = document.createElement("p");
    this.#tip.className = "chart-tip";
    this.#tip.hidden = true;
    this.#tip.setAttribute("aria-live", "polite");
    this.append(this.#tip);
    this.tabIndex = 0;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", this.dataset.label);
    this.addEventListener("pointermove", this.#point);
    this.addEventListener("pointerdown", this.#point);
    this.addEventListener("pointerleave", this.#leave);
    this.addEventListener("keydown", this.#key);
    this.addEventListener("blur", this.#hide);
  }

  disconnectedCallback() {
    this.removeEventListener("pointermove", this.#point);
    this.removeEventListener("pointerdown", this.#point);
    this.removeEventListener("pointerleave", this.#leave);
    this.removeEventListener("keydown", this.#key);
    this.removeEventListener("blur", this.#hide);
    this.#tip?.remove();
  }

  #point = (event) => {
    const slot = event.target.closest?.(".chart-slot");
    if (slot) this.#show(this.#slots.indexOf(slot));
    else if (event.pointerType === "mouse") this.#hide();
  };

  // A finger that is lifted leaves what it chose.
  #leave = (event) => {
    if (event.pointerType === "mouse") this.#hide();
  };

  #key = (event) => {
    const last = this.#slots.length - 1;
    const from = this.#at < 0 ? last + 1 : this.#at;
    const to = { ArrowLeft: from - 1, ArrowRight: this.#at < 0 ? last : from + 1, Home: 0, End: last }[event.key];
    if (event.key === "Escape") this.#hide();
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#show(Math.min(Math.max(to, 0), last));
  };

  #show(at) {
    if (at === this.#at) return;
    this.#slots[this.#at]?.classList.remove("is-on");
    this.#at = at;
    const slot = this.#slots[at];
    slot.classList.add("is-on");
    const [name, ...values] = slot.dataset.tip.split("\n");
    const head = document.createElement("strong");
    head.textContent = name;
    this.#tip.replaceChildren(head, ...values.map((value) => this.#line(value)));
    this.#tip.hidden = false;
    this.#place(slot);
  }

  #line(text) {
    const line = document.createElement("span");
    line.textContent = text;
    return line;
  }

  /** Stand above the slot's middle, as far as the drawing is wide. */
  #place(slot) {
    const [box, mark] = [this.getBoundingClientRect(), slot.getBoundingClientRect()];
    const width = this.#tip.offsetWidth;
    const middle = mark.left + mark.width / 2 - box.left;
    this.#tip.style.left = `${Math.min(Math.max(middle - width / 2, 0), Math.max(box.width - width, 0))}px`;
    // A tall slot is a column of the plot: its tip stands at the top; a small one is a cell: the tip stands over it.
    const top = mark.height > 60 ? mark.top - box.top : mark.top - box.top - this.#tip.offsetHeight - 6;
    this.#tip.style.top = `${top}px`;
  }

  #hide = () => {
    this.#slots[this.#at]?.classList.remove("is-on");
    this.#at = -1;
    this.#tip.hidden = true;
  };
}

customElements.define("chart-tips", ChartTips);
