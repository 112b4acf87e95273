/** The session kept on this device, under its own key, until the server has it. */
const PREFIX = "backroutine:session:";
const OLD_MS = 30 * 24 * 60 * 60 * 1000;

export class Storage {
  #key;

  constructor(id) {
    this.#key = PREFIX + id;
  }

  load() {
    try {
      return JSON.parse(localStorage.getItem(this.#key));
    } catch {
      return null;
    }
  }

  /** Return whether this browser kept it: a private window or a full store may refuse. */
  save(state) {
    try {
      localStorage.setItem(this.#key, JSON.stringify(state));
      return true;
    } catch {
      return false;
    }
  }

  clear() {
    try {
      localStorage.removeItem(this.#key);
    } catch {
      // Nothing was kept, so nothing stays.
    }
  }
}

/** Forget sessions that nobody has looked at for a month. */
export function sweep(now) {
  try {
    for (const key of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
      if (now - (JSON.parse(localStorage.getItem(key))?.seenAt ?? 0) > OLD_MS) localStorage.removeItem(key);
    }
  } catch {
    // A browser that keeps nothing has nothing to sweep.
  }
}
