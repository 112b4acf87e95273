/**
 * <keep-open> around what htmx draws anew: <details id="…"> that a person opened stay open, and what they typed into a
 * form of a row ([id] > form) and is not stored yet, because it was wrong or is on its way, is typed in again.
 * Whatever changes it is told which rows stand open ("open", their ids), so as to draw their fields, and only theirs.
 */
class KeepOpen extends HTMLElement {
  #open = new Set();
  #typed = new Map();

  connectedCallback() {
    this.addEventListener("toggle", this.#remember, true);
    document.addEventListener("htmx:configRequest", this.#tellOpen);
    this.addEventListener("htmx:beforeSwap", this.#keepTyped);
    this.addEventListener("htmx:afterSwap", this.#restore);
  }

  disconnectedCallback() {
    this.removeEventListener("toggle", this.#remember, true);
    document.removeEventListener("htmx:configRequest", this.#tellOpen);
    this.removeEventListener("htmx:beforeSwap", this.#keepTyped);
    this.removeEventListener("htmx:afterSwap", this.#restore);
  }

  #remember = ({ target }) => {
    if (target.open) this.#open.add(target.id);
    else this.#open.delete(target.id);
  };

  #tellOpen = ({ detail }) => {
    if (detail.verb === "get" || !this.contains(detail.target)) return;
    const rows = [...this.querySelectorAll("[data-pk]")].filter((row) => row.querySelector(":scope > details[open]"));
    if (rows.length) detail.parameters.open = rows.map((row) => row.dataset.pk).join();
  };

  #keepTyped = ({ detail }) => {
    // A row that is drawn anew by itself is the answer to what was typed into it.
    if (detail.target.closest("[data-pk]")) return;
    for (const form of this.querySelectorAll("[data-pk] auto-save form")) {
      const isWrong = form.querySelector(".field-error");
      const values = [...form.elements].filter((it) => it.id && (isWrong || isChanged(it))).map((it) => [it.id, it.value]);
      if (values.length) this.#typed.set(form.closest("[data-pk]").id, values);
    }
  };

  #restore = () => {
    for (const details of this.querySelectorAll("details[id]")) details.open ||= this.#open.has(details.id);
    for (const values of this.#typed.values()) this.#typeAgain(values);
    this.#typed.clear();
  };

  #typeAgain(values) {
    const fields = values.map(([id, value]) => [document.getElementById(id), value]).filter(([field]) => field);
    for (const [field, value] of fields) field.value = value;
    // Sent again, it is stored at last, or the words beside it say again what is wrong.
    fields.find(([field]) => isChanged(field))?.[0].dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function isChanged(field) {
  if (field.options) return ![...field.options].every((option) => option.selected === option.defaultSelected);
  return field.value !== field.defaultValue;
}

customElements.define("keep-open", KeepOpen);
