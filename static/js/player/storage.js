import { changeRow, randomName } from "../offline/database.js";

/**
 * The running session's row on this device. Each page that plays it signs the row with a name of its own: a page whose
 * session was taken over by another tab writes nothing any more. Where nothing can be kept, the row lives in memory.
 */
export class Storage {
  row = {};
  isKept = true;
  #name = randomName();
  #onTaken;
  #isWriting = false;
  #isWaiting = false;
  #isOver = false;

  constructor(onTaken) {
    this.#onTaken = onTaken;
  }

  /** Take the row up, or begin one with these values. */
  async open({ id, person, name, plan }, device) {
    this.row = { id, person, name, plan, device, savedVersion: 0 };
    try {
      const sign = (kept) => kept && { ...kept, holder: this.#name };
      Object.assign(this.row, await changeRow(id, sign));
    } catch {
      this.isKept = false;
    }
    this.row.holder = this.#name;
    return this.row;
  }

  save(changes) {
    Object.assign(this.row, changes, { keptAt: Date.now() });
    this.#write();
  }

  async #write() {
    this.#isWaiting = this.#isWriting;
    if (this.#isWriting || this.#isOver) return;
    this.#isWriting = true;
    try {
      // The row as it is when its turn comes.
      const isMine = (kept) => (!kept || kept.holder === this.#name ? this.row : undefined);
      this.isKept = !!(await changeRow(this.row.id, isMine));
      if (!this.isKept) this.#onTaken();
    } catch {
      this.isKept = false;
    }
    this.#isWriting = false;
    if (this.#isWaiting) this.#write();
  }

  /** The account has it all: nothing stays on this device. */
  async clear() {
    this.#isOver = true;
    try {
      await changeRow(this.row.id, () => null);
    } catch {
      // Nothing was kept, so nothing stays.
    }
  }
}
