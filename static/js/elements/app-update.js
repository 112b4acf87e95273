/**
 * <app-update data-worker data-person>: makes the site an app (its service worker), and offers a new version inside it,
 * never on the page of a session. Only over HTTPS; elsewhere it does nothing.
 */
class AppUpdate extends HTMLElement {
  async connectedCallback() {
    const workers = navigator.serviceWorker;
    if (!workers) return;
    if (document.readyState !== "complete") await new Promise((done) => window.addEventListener("load", done, { once: true }));
    const registration = await workers.register(this.dataset.worker, { updateViaCache: "none" }).catch(() => null);
    if (!registration) return;
    const look = () => this.#look(registration);
    registration.addEventListener("updatefound", () => registration.installing.addEventListener("statechange", look));
    this.querySelector("button").addEventListener("click", () => this.#use(registration));
    workers.addEventListener("message", ({ data }) => data.type === "busy" && (this.querySelector("[data-out=busy]").hidden = false));
    look();
    const { active } = await workers.ready;
    active.postMessage({ type: "page", person: this.dataset.person ?? "", path: location.pathname });
  }

  #look({ waiting }) {
    const isInSession = location.pathname.endsWith("/play/");
    this.firstElementChild.hidden = !waiting || !navigator.serviceWorker.controller || isInSession;
  }

  #use({ waiting }) {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    waiting?.postMessage({ type: "use" });
  }
}

customElements.define("app-update", AppUpdate);
