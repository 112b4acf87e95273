/**
 * Sends reports in the background: one at a time, always the newest, again when the network is back.
 * Tells how it stands: "saved", "unsaved", "signedOut" or "refused".
 */
const RETRY_MS = [3000, 10_000, 30_000, 60_000];

export class Sender {
  #url;
  #token;
  #tell;
  #waiting = null; // makes the newest report when it is time to send it
  #isBusy = false;
  #failures = 0;
  #timer = 0;

  constructor(url, token, tell) {
    [this.#url, this.#token, this.#tell] = [url, token, tell];
    window.addEventListener("online", this.#retry);
  }

  stop() {
    window.removeEventListener("online", this.#retry);
    clearTimeout(this.#timer);
  }

  /** `isLast` sends it at once and lets it outlive the page. */
  offer(makeReport, { isLast = false } = {}) {
    this.#waiting = makeReport;
    this.#send(isLast);
  }

  async #send(isLast) {
    clearTimeout(this.#timer);
    if (!this.#waiting || (this.#isBusy && !isLast)) return;
    const makeReport = this.#waiting;
    this.#waiting = null;
    this.#isBusy = true;
    const outcome = await post(this.#url, this.#token, JSON.stringify(makeReport()), isLast);
    this.#isBusy = false;
    this.#tell(outcome);
    if (outcome === "unsaved") {
      this.#waiting ??= makeReport;
      this.#timer = setTimeout(this.#retry, RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)]);
    } else {
      this.#failures = 0;
      this.#send(false);
    }
  }

  #retry = () => this.#send(false);
}

async function post(url, token, body, keepalive) {
  try {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token, Accept: "application/json" };
    const response = await fetch(url, { method: "POST", headers, body, keepalive });
    return outcomeOf(response);
  } catch {
    return "unsaved";
  }
}

/** An expired sign-in answers with the sign-in page; a refused token means the same. */
export function outcomeOf(response) {
  if (response.redirected || response.status === 403) return "signedOut";
  if (response.ok) return "saved";
  return response.status >= 500 || response.status === 429 ? "unsaved" : "refused";
}
