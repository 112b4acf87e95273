import { deviceName, randomName } from "../offline/database.js";
import { Holder } from "./holder.js";
import { Sender } from "./sender.js";
import { Storage } from "./storage.js";

const AGAIN_MS = 15_000;

/** Where the session is kept: in a row on this device, in the account, and by one page at a time. */
export class Keeping {
  outcome = "saved";
  storage;
  sender;
  #data;
  #holder;
  #again = 0;

  /** `onLost` is called when another page goes on with it, `onTold` when the server has answered. */
  constructor(data, { url, token, dialog, onLost, onTold }) {
    this.#data = data;
    this.#holder = new Holder(data.id, dialog, onLost);
    this.storage = new Storage(this.#holder.lose);
    this.sender = new Sender(url, token, (outcome, { record }) => {
      if (outcome === "taken") return this.#holder.lose();
      this.outcome = outcome;
      if (outcome === "saved") this.storage.save({ savedVersion: record.version, isTaking: false, plan: "" });
      onTold();
    });
  }

  /** Resolve once this page may play, with the row as whoever played before has left it. */
  async open() {
    const { device, isHeld } = this.#data;
    const name = await deviceName().catch(randomName);
    const isElsewhere = !!device && device !== name;
    await this.#holder.hold(isElsewhere && isHeld);
    Object.assign(await this.storage.open(this.#data, name), { isTaking: isElsewhere });
  }

  /** Deliver the end of the session; `makeReport` is asked again until the server can be reached. */
  async finish(makeReport, onProblem) {
    clearTimeout(this.#again);
    const { outcome, url, error } = await this.sender.send(makeReport());
    if (outcome === "unsaved") this.#again = setTimeout(() => this.finish(makeReport, onProblem), AGAIN_MS);
    if (outcome !== "saved") return onProblem({ outcome: this.storage.isKept ? outcome : "unkept", text: error });
    this.stop();
    await this.storage.clear();
    location.assign(url);
  }

  stop = () => {
    clearTimeout(this.#again);
    this.sender.stop();
    this.#holder.stop();
  };
}
