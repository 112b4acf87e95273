/**
 * <spoken-status data-target="…"> around a [role=status] and a hidden button: shows, and so speaks, the words of an
 * "announce" event for a while. With an `undo` address the button posts there and draws the answer over the target.
 */
const SHOWN_FOR = 4000;
const UNDO_FOR = 15000;

class SpokenStatus extends HTMLElement {
  #hideLater = 0;
  #undo = "";

  connectedCallback() {
    document.addEventListener("announce", this.#announce);
    this.addEventListener("click", this.#click);
    this.addEventListener("pointerenter", this.#stay);
    this.addEventListener("pointerleave", this.#wait);
    this.addEventListener("focusin", this.#stay);
    this.addEventListener("focusout", this.#wait);
  }

  disconnectedCallback() {
    clearTimeout(this.#hideLater);
    document.removeEventListener("announce", this.#announce);
    this.removeEventListener("click", this.#click);
    this.removeEventListener("pointerenter", this.#stay);
    this.removeEventListener("pointerleave", this.#wait);
    this.removeEventListener("focusin", this.#stay);
    this.removeEventListener("focusout", this.#wait);
  }

  get #button() {
    return this.querySelector("button");
  }

  #announce = ({ detail: { words, undo = "", isQuiet = false } }) => {
    // Words said just before, as of a drag, stay beside the way back.
    if (words) this.querySelector("[role=status]").textContent = words;
    this.#undo = undo;
    this.#button.hidden = !undo;
    this.classList.toggle("is-shown", Boolean(undo) || !isQuiet);
    this.#wait();
  };

  #stay = () => clearTimeout(this.#hideLater);

  #wait = () => {
    clearTimeout(this.#hideLater);
    this.#hideLater = setTimeout(this.#hide, this.#undo ? UNDO_FOR : SHOWN_FOR);
  };

  #hide = () => {
    this.classList.remove("is-shown");
    this.querySelector("[role=status]").textContent = "";
    this.#button.hidden = true;
  };

  #click = async (event) => {
    if (!event.target.closest("button") || !this.#undo) return;
    const { target } = this.dataset;
    const undo = this.#undo;
    this.#undo = ""; // A second tap has nothing to undo.
    await window.htmx.ajax("POST", undo, { source: this, target, swap: "outerHTML" });
    document.querySelector(target)?.focus({ preventScroll: true });
  };
}

customElements.define("spoken-status", SpokenStatus);
