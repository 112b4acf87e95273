/** <save-text data-name="…">: a list, and a button, hidden until this runs, that saves its lines as a text file. */
class SaveText extends HTMLElement {
  connectedCallback() {
    this.#button.hidden = false;
    this.#button.addEventListener("click", this.#save);
  }

  disconnectedCallback() {
    this.#button.removeEventListener("click", this.#save);
  }

  get #button() {
    return this.querySelector("button");
  }

  #save = () => {
    const lines = [...this.querySelectorAll("li")].map((line) => line.textContent.trim());
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${lines.join("\n")}\n`], { type: "text/plain" }));
    link.download = this.dataset.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
  };
}

customElements.define("save-text", SaveText);
