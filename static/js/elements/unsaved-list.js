import { allRows, changeRow } from "../offline/database.js";
import { deliver, deliveryOf } from "../offline/delivery.js";

/**
 * <unsaved-list data-url>: every session that waits on this device, with why, as a file, and a way to let go of it.
 * Inside it: a <template> of one <li>, an <ol>, and what to say when there is none.
 */
class UnsavedList extends HTMLElement {
  connectedCallback() {
    this.#fill();
    window.addEventListener("online", this.#fill);
    this.addEventListener("click", this.#do);
  }

  disconnectedCallback() {
    window.removeEventListener("online", this.#fill);
    this.removeEventListener("click", this.#do);
  }

  #rows = new Map();

  #fill = async () => {
    const rows = (await allRows().catch(() => [])).filter(({ report, savedVersion }) => report?.version > savedVersion);
    for (const row of rows) this.#rows.set(row.id, row);
    this.querySelector("[data-out=none]").hidden = rows.length > 0;
    this.querySelector("ol").replaceChildren(...rows.map((row) => this.#item(row)));
  };

  #item(row) {
    const item = this.querySelector("template").content.cloneNode(true).firstElementChild;
    const out = (name) => item.querySelector(`[data-out=${name}]`);
    item.dataset.id = row.id;
    out("name").textContent = row.name;
    out("when").textContent = new Date(row.report.started_at + row.skew).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    if (row.refused) out("reason").textContent = row.refused;
    return item;
  }

  #do = async ({ target }) => {
    const action = target.closest("[data-do]")?.dataset.do;
    const item = target.closest("li");
    const row = this.#rows.get(item?.dataset.id);
    if (!row || !action) return;
    if (action === "download") return download(row);
    if (action === "send") {
      const { outcome, error } = await deliver(this.dataset.url, deliveryOf(row));
      await changeRow(row.id, (kept) => (outcome === "saved" ? null : { ...kept, refused: error ?? "" }));
      item.querySelector("[data-out=outcome]").textContent = this.querySelector(`[data-outcome=${outcome}]`).textContent;
      if (outcome === "saved") for (const button of item.querySelectorAll("button")) button.hidden = true;
      return;
    }
    await changeRow(row.id, () => (action === "discard" ? null : row));
    for (const button of item.querySelectorAll("button")) button.hidden = (button.dataset.do === "undo") === (action !== "discard");
  };
}

/** The same text the site would have been sent. */
function download(row) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(deliveryOf(row), null, 1)], { type: "application/json" }));
  link.download = `backroutine-${row.id}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}

customElements.define("unsaved-list", UnsavedList);
