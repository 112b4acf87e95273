import { changeRow } from "./database.js";
import { deliver, deliveryOf } from "./delivery.js";

/** Deliver the rows one after the other. What the account has for good leaves; what it refuses stays, with the reason. */
export async function deliverAll(url, rows) {
  for (const row of rows.filter(({ refused }) => !refused)) {
    const { outcome, error } = await deliver(url, deliveryOf(row));
    if (outcome === "unsaved" || outcome === "signedOut") return;
    await changeRow(row.id, (kept) => kept && (outcome === "saved" ? saved(kept, row.report.version) : { ...kept, refused: error || outcome }));
  }
}

function saved(kept, version) {
  if (kept.ratings && kept.report.version === version) return null;
  return { ...kept, savedVersion: Math.max(version, kept.savedVersion), plan: "", isTaking: false };
}
