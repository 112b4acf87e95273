import { deliveryOf } from "../offline/delivery.js";
import { AWAY_MS, advance, begin, left } from "./clock.js";
import * as controls from "./controls.js";
import { cuesAhead } from "./cues.js";
import { report } from "./log.js";
import { fromServer, onNewClock } from "./resume.js";
import { entriesOf, phasesOf, swap, unswap } from "./swap.js";
import { remaining } from "./timeline.js";

const SAVE_EVERY_MS = 2000;
const PLAN_AGAIN_MS = 120_000;

/** One run of the session: the clock's state with what follows each change of it: kept, sent, heard. Knows no page. */
export class Run {
  state = null;
  reps = 0; // where the stepper of tapped repeats stands
  #data;
  #ports; // {storage, sender, sound, time}
  #savedAt = 0;
  #plannedAt = 0;

  constructor(data, ports) {
    [this.#data, this.#ports] = [data, ports];
    this.#lay(phasesOf(data));
  }

  get isKept() {
    return this.#ports.storage.isKept;
  }

  /** Take up what this device kept, unless the server knows more by now. Return whether there was anything. */
  restore() {
    const { row } = this.#ports.storage;
    if (!row.state || row.state.version < this.#data.version) return false;
    const phases = phasesOf(this.#data, row.state.swaps);
    if (row.state.index >= phases.length) return false;
    this.state = onNewClock(row.state, row.skew);
    this.#lay(phases);
    if (row.report?.version > row.savedVersion && !row.ratings) this.#ports.sender.offer(this.report);
    return true;
  }

  start() {
    const now = this.#now();
    const kept = this.#ports.storage.row.state;
    this.state = this.#data.version ? fromServer(this.#data, this.phases, now, kept) : begin(now);
    this.#lay(phasesOf(this.#data, this.state.swaps));
    this.#changed(true);
    this.plan();
  }

  /** Bring everything up to now. */
  look() {
    const [before, now] = [this.#mark(), this.#now()];
    // A track that was heard meanwhile proves that the person was there all along.
    while (this.sound.isWitness && this.state.status === "running" && now - this.state.seenAt > AWAY_MS) {
      advance(this.state, this.phases, this.state.seenAt + AWAY_MS);
    }
    advance(this.state, this.phases, now);
    if (before !== this.#mark()) {
      this.#resetReps();
      this.#changed(this.state.status !== "running" || this.phases[this.state.index].kind !== "work");
      if (this.state.status === "paused") this.plan();
    } else if (now - this.#savedAt >= SAVE_EVERY_MS) this.save();
    // The audio clock has been given five minutes; give it more, but never in the middle of a tone.
    const isQuiet = this.state.spent > 1500 && left(this.state, this.phases) > 3500;
    if (isQuiet && now - this.#plannedAt > PLAN_AGAIN_MS) this.plan();
  }

  /** Apply one of controls.js by name. */
  act = (name, argument) => {
    const [before, now] = [this.#mark(), this.#now()];
    const { undo } = advance(this.state, this.phases, now);
    if (name === "undo" && undo?.isSwap) this.#lay(unswap(this.state, this.#data, this.phases));
    else controls[name](this.state, this.phases, now, argument);
    if (before !== this.#mark()) this.#resetReps();
    this.#changed(true);
    this.plan();
  };

  swap(slug) {
    advance(this.state, this.phases, this.#now());
    this.#lay(swap(this.state, this.#data, this.phases, slug));
    this.act("resume");
  }

  get entry() {
    return this.entries.find(({ position }) => position === this.phase.position);
  }

  get phase() {
    return this.phases[this.state.index];
  }

  /** One repeat more or less than planned. */
  step(by) {
    this.reps = Math.min(1000, Math.max(0, this.reps + by));
  }

  plan() {
    this.#plannedAt = this.#now();
    const { status, index, spent, stretch } = this.state;
    const leftMs = status === "running" ? remaining(this.phases, index, spent, stretch) : 0;
    this.sound.plan(cuesAhead(this.state, this.phases, this.sound.horizonMs), leftMs);
  }

  /** The page goes away, perhaps for good: keep and send what there is. */
  leave() {
    this.save();
    if (this.state.status !== "finished") this.#ports.sender.offer(this.report, { isLast: true });
  }

  save() {
    this.#savedAt = this.#now();
    this.#ports.storage.save({ state: this.state, skew: this.#ports.time.skew });
  }

  /** Make and keep the next report, with a version of its own. `ratings` make it the last, and those after it too. */
  report = (ratings) => {
    this.state.version += 1;
    ratings ??= this.state.status === "finished" ? this.#ports.storage.row.ratings : null;
    Object.assign(this.#ports.storage.row, { report: report(this.state, this.phases, this.#now()), ratings, refused: "" });
    this.save();
    return deliveryOf(this.#ports.storage.row);
  };

  #now = () => this.#ports.time.now();

  #changed(isWorthSending) {
    this.save();
    if (isWorthSending) this.#ports.sender.offer(this.report);
  }

  /** Let a track be both the sound and the clock; nothing waits for a tap then. */
  use(pocket) {
    Object.assign(this.#ports, { sound: pocket, time: pocket });
    this.#lay(this.phases);
  }

  get time() {
    return this.#ports.time;
  }

  get sound() {
    return this.#ports.sound;
  }

  /** Lay out the phases, and the exercises they are of. */
  #lay(phases) {
    this.phases = this.sound.isWitness ? phases.map((phase) => ({ ...phase, isTapped: false })) : phases;
    this.entries = entriesOf(this.#data, this.state?.swaps);
    this.#resetReps();
  }

  #mark() {
    return `${this.state.index} ${this.state.status}`;
  }

  #resetReps() {
    this.reps = this.phases[this.state?.index ?? 0].reps;
  }
}
