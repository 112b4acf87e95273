import { outcomeOf } from "./sender.js";

const RATINGS = ["pain_before", "effort", "pain_after", "note"];

/** Send the finished session. Return {url} to go to, or {problem} to show: {outcome, text}. */
export async function deliver(form, report) {
  form.elements.record.value = JSON.stringify(report);
  try {
    const headers = { Accept: "application/json" };
    const response = await fetch(form.action, { method: "POST", headers, body: new FormData(form) });
    const outcome = outcomeOf(response);
    const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
    return outcome === "saved" && answer.url ? { url: answer.url } : { problem: { outcome, text: answer.error ?? "" } };
  } catch {
    return { problem: { outcome: "unsaved", text: "" } };
  }
}

/** The ratings as they stand in the form, to be kept with the session on this device. */
export function readRatings(form) {
  const data = new FormData(form);
  return Object.fromEntries(RATINGS.map((name) => [name, data.get(name) ?? ""]));
}

export function writeRatings(form, ratings) {
  for (const [name, value] of Object.entries(ratings ?? {})) if (value) form.elements[name].value = value;
}
