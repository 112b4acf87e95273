/**
 * The time by which a page plays its session: it begins at the machine's clock and then goes by `performance.now()`,
 * which nobody can put forward or back. That one may stand still while the whole machine sleeps, so what the machine's
 * clock shows beyond it counts after all
 * - when the page was hidden meanwhile: a phone that was locked went on playing, and clock.js catches it up;
 * - when it is more than AWAY_MS: whatever happened, clock.js pauses there and logs nothing of it.
 * Anything else is a clock that was set, and does not count.
 */
import { AWAY_MS } from "./clock.js";

/** How far the session's time goes on between two looks. Pure. */
export function step(byClock, byTicks, wasHidden) {
  const beyond = byClock - byTicks;
  return beyond > AWAY_MS || (wasHidden && beyond > 0) ? byClock : byTicks;
}

export class PageTime {
  #clock = Date.now();
  #ticks = performance.now();
  #now = this.#clock;
  #wasHidden = document.hidden;

  constructor() {
    document.addEventListener("visibilitychange", () => (this.#wasHidden ||= document.hidden));
  }

  now = () => {
    const [clock, ticks] = [Date.now(), performance.now()];
    this.#now += step(clock - this.#clock, ticks - this.#ticks, this.#wasHidden);
    [this.#clock, this.#ticks, this.#wasHidden] = [clock, ticks, document.hidden];
    return Math.round(this.#now);
  };

  /** How far the machine's clock is ahead of it. */
  get skew() {
    return Math.round(this.#clock - this.#now);
  }
}
