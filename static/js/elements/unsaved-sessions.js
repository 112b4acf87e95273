import { allRows, changeRow } from "../offline/database.js";

const OLD_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * <unsaved-sessions data-person data-url>: delivers what this device still keeps, on load, when the page is seen and
 * when the network is back, and shows the link inside it with how many there are. data-person names whoever is signed in,
 * and the guests they were; without it nobody is, and it only counts.
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
    const persons = person.split(" ").filter(Boolean);
    try {
      if (this.#show(await unsavedRows(persons)) && persons.length) {
        const { deliverAll } = await import("../offline/outbox.js");
        await deliverAll(url, await unsavedRows(persons));
        this.#show(await unsavedRows(persons));
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

/** The rows of these names of one person (of all, where nobody is signed in) that the account lacks; the others go when their time is over. */
async function unsavedRows(persons) {
  const rows = await allRows();
  const isOver = ({ keptAt, person: owner }) => !persons.includes(owner) || Date.now() - keptAt > OLD_MS;
  for (const row of rows) if (!isUnsaved(row) && isOver(row)) await changeRow(row.id, (kept) => (isUnsaved(kept) ? undefined : null));
  return rows.filter((row) => isUnsaved(row) && (!persons.length || persons.includes(row.person)));
}

const isUnsaved = (row) => row?.report?.version > row?.savedVersion;

customElements.define("unsaved-sessions", UnsavedSessions);
