import { advance, begin, left } from "./clock.js";
import * as controls from "./controls.js";
import { cuesAhead } from "./cues.js";
import { report } from "./log.js";
import { fromServer } from "./resume.js";

const SAVE_EVERY_MS = 2000;
const PLAN_AGAIN_MS = 120_000;

/** One run of the session: the clock's state with what follows each change of it: kept, sent, heard. Knows no page. */
export class Run {
  state = null;
  reps = 0; // where the stepper of tapped repeats stands
  isKept = true;
  #data;
  #ports; // {storage, sender, sound, now}
  #savedAt = 0;
  #plannedAt = 0;

  constructor(data, phases, ports) {
    this.phases = phases;
    [this.#data, this.#ports] = [data, ports];
  }

  /** Take up what this device kept, unless the server knows more by now. Return whether there was anything. */
  restore() {
    const kept = this.#ports.storage.load();
    if (!kept?.best || kept.version < this.#data.version || kept.index >= this.phases.length) return false;
    this.state = kept;
    this.#resetReps();
    return true;
  }

  start() {
    const now = this.#ports.now();
    this.state = this.#data.version ? fromServer(this.#data, this.phases, now) : begin(now);
    this.#resetReps();
    this.#changed(true);
    this.plan();
  }

  /** Bring everything up to now. */
  look() {
    const [before, now] = [this.#mark(), this.#ports.now()];
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
    const before = this.#mark();
    controls[name](this.state, this.phases, this.#ports.now(), argument);
    if (before !== this.#mark()) this.#resetReps();
    this.#changed(true);
    this.plan();
  };

  get phase() {
    return this.phases[this.state.index];
  }

  /** One repeat more or less than planned. */
  step(by) {
    this.reps = Math.min(1000, Math.max(0, this.reps + by));
  }

  /** The server has it all: nothing stays on this device. */
  forget() {
    this.state = null;
    this.#ports.storage.clear();
  }

  plan() {
    this.#plannedAt = this.#ports.now();
    this.#ports.sound.plan(cuesAhead(this.state, this.phases));
  }

  /** The page goes away, perhaps for good: keep and send what there is. */
  leave() {
    this.save();
    if (this.state.status !== "finished") this.#ports.sender.offer(this.report, { isLast: true });
  }

  save() {
    this.#savedAt = this.#ports.now();
    this.isKept = this.#ports.storage.save(this.state);
  }

  /** The next report; each has a version of its own. */
  report = () => {
    this.state.version += 1;
    this.save();
    return report(this.state, this.phases, this.#ports.now());
  };

  #changed(isWorthSending) {
    this.save();
    if (isWorthSending) this.#ports.sender.offer(this.report);
  }

  #mark() {
    return `${this.state.index} ${this.state.status}`;
  }

  #resetReps() {
    this.reps = this.phases[this.state.index].reps;
  }
}
