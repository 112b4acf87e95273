/** <print-page>: a button, hidden until this runs, that opens the browser's own way to print the page. */
class PrintPage extends HTMLElement {
  connectedCallback() {
    this.#button.hidden = false;
    this.#button.addEventListener("click", this.#print);
  }

  disconnectedCallback() {
    this.#button.removeEventListener("click", this.#print);
  }

  get #button() {
    return this.querySelector("button");
  }

  #print = () => print();
}

customElements.define("print-page", PrintPage);
