/** How a session kept on this device gets into the account: what sessions/delivery.py reads. */

/** The document for a row's newest report. Times are by the clock of the page that made it, `skew` off from this one. */
export function deliveryOf({ id, person, device, isTaking, plan, report, ratings, skew }, now = Date.now()) {
  const sent_at = Math.max(now - skew, report.started_at, report.finished_at ?? 0);
  return { id, person, device, is_taking: !!isTaking, plan, record: { ...report, sent_at }, ratings: ratings ?? null };
}

/**
 * Send it. Return {outcome, url, error}; the outcome is "saved", "unsaved" (try again), "signedOut" (or signed in as
 * somebody else), "taken" (by another device) or "refused" (with its reason in `error`).
 */
export async function deliver(url, delivery, { token = "", keepalive = false } = {}) {
  try {
    let response = token && (await post(url, token, delivery, keepalive));
    if (!response || (response.status === 403 && !keepalive)) {
      const { persons = [], token: fresh } = await whoIsSignedIn(url);
      if (!persons.includes(delivery.person)) return { outcome: "signedOut" };
      response = await post(url, fresh, delivery, keepalive);
    }
    const isJson = response.headers.get("Content-Type")?.includes("json");
    return { ...(isJson ? await response.json() : {}), outcome: outcomeOf(response) };
  } catch {
    return { outcome: "unsaved" };
  }
}

function post(url, token, delivery, keepalive) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token, Accept: "application/json" };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(delivery), keepalive });
}

/** The token in a page kept for long may be stale. Nobody is signed in where the answer is the sign-in page. */
async function whoIsSignedIn(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  if (response.redirected || response.status === 403) return {};
  if (!response.ok) throw new Error(response.statusText);
  return response.json();
}

export function outcomeOf(response) {
  if (response.redirected || response.status === 403) return "signedOut";
  if (response.ok) return "saved";
  if (response.status === 409) return "taken";
  return response.status >= 500 || response.status === 429 ? "unsaved" : "refused";
}
