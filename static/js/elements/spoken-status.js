/** <spoken-status> around a [role=status]: shows, and so speaks, the words of an "announce" event for a while. */
const SHOWN_FOR = 4000;

class SpokenStatus extends HTMLElement {
  #hideLater = 0;

  connectedCallback() {
    document.addEventListener("announce", this.#announce);
  }

  disconnectedCallback() {
    clearTimeout(this.#hideLater);
    document.removeEventListener("announce", this.#announce);
  }

  #announce = (event) => {
    const status = this.querySelector("[role=status]");
    status.textContent = event.detail.words;
    status.classList.toggle("visually-hidden", Boolean(event.detail.isQuiet));
    clearTimeout(this.#hideLater);
    this.#hideLater = setTimeout(() => {
      status.textContent = "";
    }, SHOWN_FOR);
  };
}

customElements.define("spoken-status", SpokenStatus);
