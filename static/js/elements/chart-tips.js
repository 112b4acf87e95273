import { slotsOf } from "../charts/slots.js";

/**
 * <chart-tips data-label="…"> around the drawing of a figure.chart: what a slot says is shown beside it, by pointer,
 * touch and arrow keys. The words stand in the figure's table, where they are read without script.
 */
class ChartTips extends HTMLElement {
  #slots = null;
  #tip = this.#make("p", "chart-tip");
  #spot = this.#make("i", "chart-spot");
  #at = -1;

  connectedCallback() {
    this.#tip.setAttribute("aria-live", "polite");
    this.append(this.#spot, this.#tip);
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
    this.#tip.remove();
    this.#spot.remove();
  }

  // Read when first wanted: a page has many drawings.
  get slots() {
    this.#slots ??= slotsOf(this.closest("figure"));
    return this.#slots;
  }

  #point = (event) => {
    const at = this.slots.findIndex((slot) => {
      const { left, top, width, height } = this.#place(slot);
      return event.clientX >= left && event.clientX < left + width && event.clientY >= top && event.clientY <= top + height;
    });
    if (at >= 0) this.#show(at);
    else if (event.pointerType === "mouse") this.#hide();
  };

  // A finger that is lifted leaves what it chose.
  #leave = (event) => {
    if (event.pointerType === "mouse") this.#hide();
  };

  #key = (event) => {
    const last = this.slots.length - 1;
    const from = this.#at < 0 ? last + 1 : this.#at;
    const to = { ArrowLeft: from - 1, ArrowRight: this.#at < 0 ? last : from + 1, Home: 0, End: last }[event.key];
    if (event.key === "Escape") this.#hide();
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#show(Math.min(Math.max(to, 0), last));
  };

  #show(at) {
    if (at === this.#at || at < 0) return;
    this.#at = at;
    const [name, ...values] = this.slots[at].words;
    this.#tip.replaceChildren(this.#make("strong", "", name), ...values.map((value) => this.#make("span", "", value)));
    this.#tip.hidden = this.#spot.hidden = false;
    const [mark, around] = [this.#place(this.slots[at]), this.getBoundingClientRect()];
    const [left, top] = [mark.left - around.left, mark.top - around.top];
    // A tall slot is a column of the plot: its tip stands at the top; a small one is a cell: the tip stands over it.
    const isSmall = mark.height < 60;
    this.#spot.classList.toggle("is-small", isSmall);
    Object.assign(this.#spot.style, px({ left, top, width: mark.width, height: mark.height }));
    const [width, height] = [this.#tip.offsetWidth, this.#tip.offsetHeight];
    const room = Math.max(around.width - width, 0);
    const middle = left + mark.width / 2 - width / 2;
    Object.assign(this.#tip.style, px({ left: Math.min(Math.max(middle, 0), room), top: isSmall ? top - height - 6 : top }));
  }

  /** Return where a slot is on the screen. */
  #place({ plot, box }) {
    const { left, top, width, height } = plot.getBoundingClientRect();
    return { left: left + box.x * width, top: top + box.y * height, width: box.width * width, height: box.height * height };
  }

  #make(tag, name, text = "") {
    const element = document.createElement(tag);
    Object.assign(element, { className: name, textContent: text, hidden: name !== "" });
    return element;
  }

  #hide = () => {
    this.#at = -1;
    this.#tip.hidden = this.#spot.hidden = true;
  };
}

const px = (places) => Object.fromEntries(Object.entries(places).map(([name, value]) => [name, `${value}px`]));

customElements.define("chart-tips", ChartTips);
