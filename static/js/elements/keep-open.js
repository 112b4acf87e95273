/** <keep-open> around what htmx draws anew: <details id="…"> that a person opened stay open. */
class KeepOpen extends HTMLElement {
  #open = new Set();

  connectedCallback() {
    this.addEventListener("toggle", this.#remember, true);
    this.addEventListener("htmx:afterSwap", this.#reopen);
    this.addEventListener("htmx:oobAfterSwap", this.#reopen);
  }

  disconnectedCallback() {
    this.removeEventListener("toggle", this.#remember, true);
    this.removeEventListener("htmx:afterSwap", this.#reopen);
    this.removeEventListener("htmx:oobAfterSwap", this.#reopen);
  }

  #remember = ({ target }) => {
    if (target.open) this.#open.add(target.id);
    else this.#open.delete(target.id);
  };

  #reopen = () => {
    for (const details of this.querySelectorAll("details[id]")) details.open ||= this.#open.has(details.id);
  };
}

customElements.define("keep-open", KeepOpen);
