/** Keeps the screen on while wanted, asks again when the page is visible again, and says honestly whether it holds. */
export class WakeLock {
  #lock = null;
  #isWanted = false;
  #tell;

  /** @param {(isHeld: boolean) => void} tell */
  constructor(tell) {
    this.#tell = tell;
    document.addEventListener("visibilitychange", this.#ask);
  }

  want() {
    this.#isWanted = true;
    return this.#ask();
  }

  release() {
    this.#isWanted = false;
    this.#lock?.release();
    this.#lock = null;
  }

  stop() {
    document.removeEventListener("visibilitychange", this.#ask);
    this.release();
  }

  #ask = async () => {
    if (!this.#isWanted || this.#lock || document.visibilityState !== "visible") return;
    try {
      const lock = await navigator.wakeLock.request("screen");
      lock.addEventListener("release", () => {
        if (this.#lock === lock) this.#lock = null;
        this.#tell(false);
      });
      this.#lock = lock;
      if (!this.#isWanted) return this.release();
      this.#tell(true);
    } catch {
      this.#tell(false); // no HTTPS, no support, or a battery saver
    }
  };
}
