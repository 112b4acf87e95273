import { optionsAt, setsLeft } from "./swap.js";

/** The dialog that offers what an exercise can be swapped for. */
export class Chooser {
  #dialog;
  #words;
  #figures;

  constructor(dialog, words) {
    [this.#dialog, this.#words] = [dialog, words];
    this.#figures = new Map([...dialog.querySelectorAll("template")].map((each) => [each.dataset.figureOf, each.content]));
  }

  open(data, { state, phases, entry }) {
    const sets = setsLeft(state, phases);
    const options = optionsAt(data, entry.position).filter(({ slug }) => slug !== entry.slug);
    this.#dialog.querySelector("ul").replaceChildren(...options.map((option) => this.#option(option, sets)));
    this.#dialog.returnValue = "";
    this.#dialog.showModal();
  }

  #option({ slug, name, doses, direction }, sets) {
    const item = document.createElement("li");
    const button = item.appendChild(document.createElement("button"));
    Object.assign(button, { value: slug, className: "stage-option" });
    if (this.#figures.has(slug)) button.append(this.#figures.get(slug).cloneNode(true));
    for (const [tag, text] of [["strong", name], ["span", `${this.#words[direction]} · ${doses[sets - 1]}`]]) {
      button.appendChild(document.createElement(tag)).textContent = text;
    }
    return item;
  }
}
