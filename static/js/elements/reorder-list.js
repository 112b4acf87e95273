/**
 * <reorder-list data-url="…" data-said="{name} is now number {place} of {all}."> around a list of [data-pk][data-name],
 * each with a [data-handle]: drags them by mouse, pen or finger and sends the new order; Escape puts it back.
 * The up and down buttons in the items do the same by keyboard and without script.
 */
const EDGE = 100;
const SCROLL = 10;

class ReorderList extends HTMLElement {
  #dragged = null;
  #pointer = 0;
  #startY = 0;
  #orderBefore = "";
  #frame = 0;

  connectedCallback() {
    this.addEventListener("pointerdown", this.#grab);
  }

  disconnectedCallback() {
    this.removeEventListener("pointerdown", this.#grab);
    this.#letGo();
  }

  get #items() {
    return [...this.querySelectorAll("[data-pk]")];
  }

  get #order() {
    return this.#items.map((item) => item.dataset.pk).join(",");
  }

  #grab = (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button !== 0 || this.#dragged) return;
    event.preventDefault();
    this.#dragged = handle.closest("[data-pk]");
    this.#dragged.classList.add("is-dragged");
    this.#pointer = this.#startY = event.clientY;
    this.#orderBefore = this.#order;
    addEventListener("pointermove", this.#drag);
    addEventListener("pointerup", this.#drop);
    addEventListener("pointercancel", this.#cancel);
    addEventListener("keydown", this.#escape);
    this.#frame = requestAnimationFrame(this.#scroll);
  };

  #drag = (event) => {
    this.#pointer = event.clientY;
    this.#follow();
  };

  /** Keep the item under the pointer, and let those it passes change sides; it never leaves the page itself. */
  #follow() {
    const item = this.#dragged;
    const middle = (other) => other.getBoundingClientRect().top + other.offsetHeight / 2;
    const seat = () => item.getBoundingClientRect().top;
    const seatBefore = seat();
    const { previousElementSibling: above, nextElementSibling: below } = item;
    if (above && this.#pointer < middle(above)) item.after(above);
    else if (below && this.#pointer > middle(below)) item.before(below);
    this.#startY += seat() - seatBefore; // What the finger has moved stays moved, from its new seat.
    item.style.setProperty("--dragged-by", `${this.#pointer - this.#startY}px`);
  }

  #scroll = () => {
    const up = this.#pointer < EDGE;
    if (up || this.#pointer > innerHeight - EDGE) {
      const before = scrollY;
      scrollBy({ top: up ? -SCROLL : SCROLL, behavior: "instant" });
      this.#startY -= scrollY - before;
      this.#follow();
    }
    this.#frame = requestAnimationFrame(this.#scroll);
  };

  #drop = () => {
    const item = this.#dragged;
    this.#letGo();
    if (this.#order === this.#orderBefore) return;
    const all = this.#items;
    const said = { name: item.dataset.name, place: all.indexOf(item) + 1, all: all.length };
    const words = this.dataset.said.replace(/\{(\w+)\}/g, (_, key) => said[key]);
    document.dispatchEvent(new CustomEvent("announce", { detail: { words, isQuiet: true } }));
    const values = { order: this.#order };
    window.htmx.ajax("POST", this.dataset.url, { source: this, target: "#prescriptions", swap: "outerHTML", values });
  };

  #escape = ({ key }) => key === "Escape" && this.#cancel();

  #cancel = () => {
    const items = new Map(this.#items.map((item) => [item.dataset.pk, item]));
    const list = this.#dragged.parentElement;
    this.#letGo();
    list.append(...this.#orderBefore.split(",").map((pk) => items.get(pk)));
  };

  #letGo() {
    cancelAnimationFrame(this.#frame);
    this.#dragged?.classList.remove("is-dragged");
    // An empty style attribute left behind would be copied by htmx, which our policy refuses.
    this.#dragged?.removeAttribute("style");
    this.#dragged = null;
    removeEventListener("pointermove", this.#drag);
    removeEventListener("pointerup", this.#drop);
    removeEventListener("pointercancel", this.#cancel);
    removeEventListener("keydown", this.#escape);
  }
}

customElements.define("reorder-list", ReorderList);
