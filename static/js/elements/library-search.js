/**
 * <library-search> around the search form: "/" goes to the search field, and what htmx has found is announced.
 * Inside it: input[type=search], a <kbd> hint, [data-announce aria-live]. The results say [data-count] and data-q.
 */
class LibrarySearch extends HTMLElement {
  #focused = "";

  connectedCallback() {
    document.addEventListener("keydown", this.#key);
    document.addEventListener("htmx:oobBeforeSwap", this.#remember);
    document.addEventListener("htmx:oobAfterSwap", this.#refocus);
    document.addEventListener("htmx:afterSwap", this.#found);
    const hint = this.querySelector("kbd");
    if (hint) hint.hidden = !matchMedia("(hover: hover) and (pointer: fine)").matches;
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#key);
    document.removeEventListener("htmx:oobBeforeSwap", this.#remember);
    document.removeEventListener("htmx:oobAfterSwap", this.#refocus);
    document.removeEventListener("htmx:afterSwap", this.#found);
  }

  get #input() {
    return this.querySelector("input[type=search]");
  }

  #key = (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    this.#input.focus();
    this.#input.select();
  };

  // The filters come anew with their numbers: whoever was at one of them stays there.
  #remember = () => {
    this.#focused = this.contains(document.activeElement) ? document.activeElement.id : "";
  };

  #refocus = () => {
    if (this.#focused) document.getElementById(this.#focused)?.focus();
  };

  #found = () => {
    const results = document.getElementById("results");
    if (!results) return;
    // A chip or "Clear" changes the words as well; whoever is typing keeps theirs.
    if (document.activeElement !== this.#input) this.#input.value = results.dataset.q;
    const said = this.querySelector("[data-announce]");
    const words = results.querySelector("[data-count]").textContent.trim();
    if (said.textContent !== words) said.textContent = words;
  };
}

customElements.define("library-search", LibrarySearch);
