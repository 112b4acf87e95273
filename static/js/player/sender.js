import { deliver } from "../offline/delivery.js";

/**
 * Sends reports in the background: one at a time, always the newest, again when the network is back.
 * Tells how it stands: "saved", "unsaved", "signedOut", "taken" or "refused".
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
    document.addEventListener("visibilitychange", this.#retry);
  }

  stop() {
    window.removeEventListener("online", this.#retry);
    document.removeEventListener("visibilitychange", this.#retry);
    clearTimeout(this.#timer);
    this.#waiting = null;
  }

  /** `isLast` sends it at once and lets it outlive the page. */
  offer(makeReport, { isLast = false } = {}) {
    this.#waiting = makeReport;
    this.#send(isLast);
  }

  /** Send this one now and return the answer. */
  async send(delivery, keepalive = false) {
    const answer = await deliver(this.#url, delivery, { token: this.#token, keepalive });
    this.#tell(answer.outcome, delivery);
    return answer;
  }

  async #send(isLast) {
    clearTimeout(this.#timer);
    if (!this.#waiting || (this.#isBusy && !isLast)) return;
    const makeReport = this.#waiting;
    this.#waiting = null;
    this.#isBusy = true;
    const { outcome } = await this.send(makeReport(), isLast);
    this.#isBusy = false;
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
