/**
 * <request-notice>: says in plain words that an htmx request failed. Server-rendered inside it: a hidden
 * [role=alert] with one [data-for=unreachable], [data-for=refused], [data-for=often], [data-for=away]
 * and a close button.
 */
class RequestNotice extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.#close);
    document.addEventListener("htmx:sendError", this.#unreachable);
    document.addEventListener("htmx:timeout", this.#unreachable);
    document.addEventListener("htmx:responseError", this.#refused);
    document.addEventListener("htmx:afterOnLoad", this.#hide);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#close);
    document.removeEventListener("htmx:sendError", this.#unreachable);
    document.removeEventListener("htmx:timeout", this.#unreachable);
    document.removeEventListener("htmx:responseError", this.#refused);
    document.removeEventListener("htmx:afterOnLoad", this.#hide);
  }

  get #notice() {
    return this.querySelector("[role=alert]");
  }

  #show(reason) {
    for (const words of this.querySelectorAll("[data-for]")) words.hidden = words.dataset.for !== reason;
    this.#notice.hidden = false;
  }

  #unreachable = () => this.#show("unreachable");

  #refused = ({ detail }) => this.#show({ 429: "often", 503: "away" }[detail.xhr.status] ?? "refused");

  #hide = (event) => {
    if (event.detail.successful) this.#notice.hidden = true;
  };

  #close = (event) => {
    if (event.target.closest("button")) this.#notice.hidden = true;
  };
}

customElements.define("request-notice", RequestNotice);
