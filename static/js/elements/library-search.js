import { step } from "../grid.js";

/**
 * <library-search> around the search form: "/" goes to the search field, arrows move among what was found (Enter is
 * the links' own), and what htmx has found is announced. Inside it: input[type=search], a <kbd> hint, and
 * [data-announce aria-live]. The results, #results, say [data-count], data-q and data-address; their cards hold links.
 * Filters that are folded away are not sent with every letter: they come anew when their <details> is opened.
 */
class LibrarySearch extends HTMLElement {
  #focused = "";
  #isBehind = false;

  connectedCallback() {
    document.addEventListener("keydown", this.#key);
    document.addEventListener("htmx:oobBeforeSwap", this.#remember);
    document.addEventListener("htmx:oobAfterSwap", this.#refocus);
    document.addEventListener("htmx:afterSwap", this.#found);
    this.addEventListener("htmx:configRequest", this.#ask);
    this.#filters.addEventListener("toggle", this.#unfold);
    addEventListener("pageshow", this.#agree);
    if (document.readyState === "complete") this.#agree(); // this came after the page was shown
    const hint = this.querySelector("kbd");
    if (hint) hint.hidden = !matchMedia("(hover: hover) and (pointer: fine)").matches;
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#key);
    document.removeEventListener("htmx:oobBeforeSwap", this.#remember);
    document.removeEventListener("htmx:oobAfterSwap", this.#refocus);
    document.removeEventListener("htmx:afterSwap", this.#found);
    this.removeEventListener("htmx:configRequest", this.#ask);
    this.#filters.removeEventListener("toggle", this.#unfold);
    removeEventListener("pageshow", this.#agree);
  }

  get #input() { return this.querySelector("input[type=search]"); }
  get #filters() { return this.querySelector("details"); }
  get #results() { return document.getElementById("results"); }
  get #links() { return [...this.#results.querySelectorAll(".card h3 a")]; }

  #key = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === "/") this.#slash(event);
    else if (event.key.startsWith("Arrow")) this.#arrow(event);
    else if (event.key === "Escape" && this.#links.includes(event.target)) this.#input.focus();
  };

  #slash(event) {
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    this.#input.focus();
    this.#input.select();
  }

  #arrow(event) {
    const links = this.#links;
    const index = links.indexOf(event.target);
    const isFromInput = event.target === this.#input && event.key === "ArrowDown";
    if (!links.length || (index < 0 && !isFromInput)) return;
    event.preventDefault();
    const boxes = links.map((link) => link.closest(".card").getBoundingClientRect());
    const next = index < 0 ? 0 : step(boxes, index, event.key);
    (links[next] ?? this.#input).focus({ focusVisible: true });
  }

  // The filters come anew with their numbers: whoever was at one of them stays there.
  #remember = () => {
    this.#focused = this.contains(document.activeElement) ? document.activeElement.id : "";
  };

  #refocus = () => {
    if (this.#focused) document.getElementById(this.#focused)?.focus();
  };

  #ask = ({ detail }) => {
    if (this.#filters.open) detail.parameters.filters = "open";
    else this.#isBehind = true;
  };

  #unfold = () => {
    if (!this.#filters.open || !this.#isBehind) return;
    this.#isBehind = false;
    htmx.trigger(this.#input, "search");
  };

  // Two quick steps back can bring the list of the first under the address of the second: then it is fetched again.
  #agree = () => {
    const address = location.search.slice(1);
    if (this.#results.dataset.address === address) sessionStorage.removeItem("library-fetched");
    else if (sessionStorage.getItem("library-fetched") !== address) {
      sessionStorage.setItem("library-fetched", address);
      location.reload();
    }
  };

  #found = () => {
    const results = this.#results;
    if (!results) return;
    // A chip or "Clear" changes the words as well; whoever is typing keeps theirs.
    if (document.activeElement !== this.#input) this.#input.value = results.dataset.q;
    const said = this.querySelector("[data-announce]");
    const words = results.querySelector("[data-count]").textContent.trim();
    if (said.textContent !== words) said.textContent = words;
  };
}

customElements.define("library-search", LibrarySearch);
