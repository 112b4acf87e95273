import { allRows, changeRow } from "../offline/database.js";

const OLD_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * <unsaved-sessions data-person data-url>: delivers what this device still keeps, on load, when the page is seen and
 * when the network is back, and shows the link inside it with how many there are. Without data-person nobody is signed
 * in: it only counts.
 */
class UnsavedSessions extends HTMLElement {
  connectedCallback() {
    window.addEventListener("online", this.#deliver);
    document.addEventListener("visibilitychange", this.#deliver);
    this.#deliver();
  }

  disconnectedCallback() {
    window.removeEventListener("online", this.#deliver);
    document.removeEventListener("visibilitychange", this.#deliver);
  }

  #deliver = async () => {
    const { person, url } = this.dataset;
    if (document.hidden) return;
    try {
      if (this.#show(await unsavedRows(person)) && person) {
        const { deliverAll } = await import("../offline/outbox.js");
        await deliverAll(url, await unsavedRows(person));
        this.#show(await unsavedRows(person));
      }
    } catch {
      // A browser that keeps nothing has nothing to deliver.
    }
  };

  #show({ length }) {
    this.hidden = !length;
    this.querySelector("b").textContent = length;
    return length;
  }
}

/** The rows of this person (of all, where nobody is signed in) that the account lacks; the others go when their time is over. */
async function unsavedRows(person) {
  const rows = await allRows();
  const isOver = ({ keptAt, person: owner }) => owner !== person || Date.now() - keptAt > OLD_MS;
  for (const row of rows) if (!isUnsaved(row) && isOver(row)) await changeRow(row.id, (kept) => (isUnsaved(kept) ? undefined : null));
  return rows.filter((row) => isUnsaved(row) && (!person || row.person === person));
}

const isUnsaved = (row) => row?.report?.version > row?.savedVersion;

customElements.define("unsaved-sessions", UnsavedSessions);
