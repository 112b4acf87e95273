/**
 * <copy-text data-copied="…">: an input with what is to be copied, and a button, hidden until this runs. A phone offers
 * its own way to send an address on; elsewhere it goes to the clipboard, and the button says so for a moment.
 */
const SAID_FOR = 2500;

class CopyText extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    this.#button.hidden = false;
    this.#button.addEventListener("click", this.#copy);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#button.removeEventListener("click", this.#copy);
  }

  get #button() {
    return this.querySelector("button");
  }

  #copy = async () => {
    const input = this.querySelector("input");
    const words = this.#button.querySelector("span");
    try {
      await navigator.clipboard.writeText(input.value);
    } catch {
      input.select(); // no permission, or no https: ready to be copied by hand
      return;
    }
    this.#timer ||= setTimeout(
      (before) => {
        words.textContent = before;
        this.#timer = 0;
      },
      SAID_FOR,
      words.textContent,
    );
    words.textContent = this.dataset.copied;
  };
}

customElements.define("copy-text", CopyText);
