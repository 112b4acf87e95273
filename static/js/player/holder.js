/**
 * One page at a time plays a session: a Web Lock tells the tabs of this browser apart, the server the devices.
 * The second has to take over; the first then stops, and may take it back.
 */
const WAIT_MS = 1000; // a page that is just being left may still have it
const TAKE = "#take";

export class Holder {
  #name;
  #dialog;
  #onLost;
  #release = () => {};

  constructor(id, dialog, onLost) {
    [this.#name, this.#dialog, this.#onLost] = [`session ${id}`, dialog, onLost];
    // Escape would leave two pages playing.
    dialog.addEventListener("cancel", (event) => event.preventDefault());
  }

  /** Resolve once this page may play; `isHeldElsewhere` says that another device has just been at it. */
  async hold(isHeldElsewhere) {
    const isTaking = location.hash === TAKE;
    if (isTaking) history.replaceState(null, "", location.pathname + location.search);
    const isFree = isTaking ? await this.#lock({ steal: true }) : await this.#wait();
    if (isFree && (isTaking || !isHeldElsewhere)) return;
    await this.#ask();
    if (!isFree) await this.#lock({ steal: true });
  }

  /** Another page has it: stop, and offer to take it back. */
  lose = async () => {
    if (this.#dialog.open) return;
    this.#onLost();
    await this.#ask();
    location.hash = TAKE;
    location.reload();
  };

  stop() {
    this.#release();
  }

  async #wait() {
    return (await this.#lock({ ifAvailable: true })) || this.#lock({ signal: AbortSignal.timeout(WAIT_MS) });
  }

  /** Return whether this page has the lock. Without HTTPS there are none: the page opened last plays (storage.js). */
  #lock(options) {
    if (!navigator.locks) return true;
    return new Promise((resolve) => {
      const keep = (lock) => {
        resolve(!!lock);
        return lock && new Promise((release) => (this.#release = release));
      };
      navigator.locks.request(this.#name, options, keep).catch((error) => {
        resolve(false);
        if (error.name === "AbortError") this.lose();
      });
    });
  }

  #ask() {
    this.#dialog.showModal();
    return new Promise((resolve) => this.#dialog.addEventListener("close", resolve, { once: true }));
  }
}
