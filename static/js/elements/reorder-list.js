/**
 * <reorder-list data-url="…" data-said="{name} is now number {place} of {all}."> around an <ol> whose items carry
 * data-pk, data-name and a [data-handle]: drags them by mouse, pen or finger and sends the new order.
 * The up and down buttons in the items do the same by keyboard and without script.
 */
class ReorderList extends HTMLElement {
  #dragged = null;
  #startY = 0;
  #orderBefore = "";

  connectedCallback() {
    this.addEventListener("pointerdown", this.#grab);
  }

  disconnectedCallback() {
    this.removeEventListener("pointerdown", this.#grab);
    this.#letGo();
  }

  get #list() {
    return this.querySelector("ol");
  }

  get #order() {
    return [...this.#list.children].map((item) => item.dataset.pk).join(",");
  }

  #grab = (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button !== 0) return;
    event.preventDefault();
    this.#dragged = handle.closest("[data-pk]");
    this.#dragged.classList.add("is-dragged");
    this.#startY = event.clientY;
    this.#orderBefore = this.#order;
    addEventListener("pointermove", this.#drag);
    addEventListener("pointerup", this.#drop);
    addEventListener("pointercancel", this.#cancel);
  };

  #drag = (event) => {
    const item = this.#dragged;
    const middle = (other) => other.getBoundingClientRect().top + other.offsetHeight / 2;
    const top = item.getBoundingClientRect().top;
    const before = item.previousElementSibling;
    const after = item.nextElementSibling;
    if (before && event.clientY < middle(before)) before.before(item);
    else if (after && event.clientY > middle(after)) after.after(item);
    // After a change of place the item starts from its new seat: what the finger has moved stays moved.
    const untouched = item.getBoundingClientRect().top;
    if (untouched !== top) this.#startY += untouched - top;
    item.style.setProperty("--dragged-by", `${event.clientY - this.#startY}px`);
    if (event.clientY < 80) scrollBy(0, -12);
    else if (event.clientY > innerHeight - 120) scrollBy(0, 12);
  };

  #drop = () => {
    const item = this.#dragged;
    this.#letGo();
    if (!item || this.#order === this.#orderBefore) return;
    const items = [...this.#list.children];
    const words = { name: item.dataset.name, place: items.indexOf(item) + 1, all: items.length };
    this.querySelector("[data-announce]").textContent = this.dataset.said.replace(/\{(\w+)\}/g, (_, key) => words[key]);
    window.htmx.ajax("POST", this.dataset.url, {
      source: this,
      target: "#builder",
      swap: "outerHTML",
      values: { order: this.#order },
    });
  };

  #cancel = () => {
    const pks = this.#orderBefore.split(",");
    const items = new Map([...this.#list.children].map((item) => [item.dataset.pk, item]));
    this.#letGo();
    this.#list.append(...pks.map((pk) => items.get(pk)));
  };

  #letGo() {
    this.#dragged?.classList.remove("is-dragged");
    // An empty style attribute left behind would be copied by htmx, which our policy refuses.
    this.#dragged?.removeAttribute("style");
    this.#dragged = null;
    removeEventListener("pointermove", this.#drag);
    removeEventListener("pointerup", this.#drop);
    removeEventListener("pointercancel", this.#cancel);
  }
}

customElements.define("reorder-list", ReorderList);
