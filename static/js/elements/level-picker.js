/** <level-picker> around levels ([data-sets][data-reps][data-hold-seconds]) and a dose form: presses the one that fits. */
class LevelPicker extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this.#mark);
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#mark);
  }

  #mark = () => {
    const typed = (name) => this.querySelector(`[name=${name}]`).value.trim();
    for (const level of this.querySelectorAll("[data-sets]")) {
      const { sets, reps, holdSeconds } = level.dataset;
      const fits = sets === typed("sets") && reps === typed("reps") && holdSeconds === typed("hold_seconds");
      level.setAttribute("aria-pressed", String(fits));
    }
  };
}

customElements.define("level-picker", LevelPicker);
