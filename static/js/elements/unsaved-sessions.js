import { allRows, changeRow } from "../offline/database.js";

const OLD_MS = 30 * 24 * 60 * 60 * 1000;
const AGAIN_MS = 5000; // twice as long after each try, up to
const AT_MOST_MS = 300_000;

/**
 * <unsaved-sessions data-person data-url>: delivers what this device still keeps, on load, when the page is seen, when
 * the network is back, and now and then while that fails; and shows the link inside it with how many there are. data-person names whoever is signed in,
 * and the guests they were; without it nobody is, and it only counts.
 */
class UnsavedSessions extends HTMLElement {
  #wait = AGAIN_MS;
  #timer = 0;

  connectedCallback() {
    window.addEventListener("online", this.#now);
    document.addEventListener("visibilitychange", this.#now);
    this.#deliver();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    window.removeEventListener("online", this.#now);
    document.removeEventListener("visibilitychange", this.#now);
  }

  #now = () => {
    this.#wait = AGAIN_MS;
    this.#deliver();
  };

  #deliver = async () => {
    const { person, url } = this.dataset;
    clearTimeout(this.#timer);
    if (document.hidden) return;
    const persons = person.split(" ").filter(Boolean);
    try {
      if (this.#show(await unsavedRows(persons)) && persons.length) {
        const { deliverAll } = await import("../offline/outbox.js");
        await deliverAll(url, await unsavedRows(persons));
        const left = await unsavedRows(persons);
        this.#show(left);
        if (left.some(({ refused }) => !refused)) this.#tryAgain();
      }
    } catch {
      // A browser that keeps nothing has nothing to deliver; one in trouble may answer later.
      if (persons.length) this.#tryAgain();
    }
  };

  #tryAgain() {
    if (!this.isConnected) return;
    this.#timer = setTimeout(this.#deliver, this.#wait);
    this.#wait = Math.min(2 * this.#wait, AT_MOST_MS);
  }

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
