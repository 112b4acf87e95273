import { fill, span } from "./timeline.js";

/** The parts of the player's page (before, stage, after) and the small print on the stage. */
export class Page {
  #root;
  #words;
  #loginUrl;

  constructor(root, words, loginUrl) {
    [this.#root, this.#words, this.#loginUrl] = [root, words, loginUrl];
    for (const each of root.querySelectorAll("[data-js]")) each.hidden = false;
    this.part("sheet").disabled = true;
  }

  part = (name) => this.#root.querySelector(`[data-part="${name}"]`);
  out = (name) => this.#root.querySelector(`[data-out="${name}"]`);

  /** Show one part alone; return whether it was another one before. */
  show(name) {
    if (this.#root.dataset.showing === name) return false;
    const isFirst = !this.#root.dataset.showing;
    this.#root.dataset.showing = name;
    for (const each of ["before", "sheet", "stage", "after"]) this.part(each).hidden = each !== name;
    window.scrollTo(0, 0);
    const target = name === "stage" ? this.part("stage") : this.out(`${name}-title`);
    if (!isFirst || name !== "before") target?.focus({ preventScroll: true });
    return true;
  }

  awake = (isHeld) => {
    this.out("awake").textContent = isHeld ? this.#words.awake : this.#words.asleep;
  };

  pocket() {
    this.out("awake").textContent = this.#words.pocket;
  }

  saved(outcome, isKept) {
    const text = !isKept && outcome !== "saved" ? this.#words.unkept : this.#words[outcome];
    const place = this.out("saved");
    if (place.dataset.outcome === outcome && place.textContent === text) return;
    place.dataset.outcome = outcome;
    place.replaceChildren(outcome === "signedOut" ? this.#signIn(text) : text);
  }

  sound({ isMuted, isUnlocked }) {
    const button = this.#root.querySelector('[data-do="mute"]');
    const isSilent = isMuted || !isUnlocked;
    button.setAttribute("aria-pressed", isSilent);
    button.setAttribute("aria-label", isSilent ? this.#words.unmute : this.#words.mute);
    this.out("sound").textContent = isMuted ? this.#words.soundOff : isUnlocked ? "" : this.#words.soundBlocked;
  }

  /** After the sound test: what should have been heard. */
  tested(isHeard) {
    this.out("sound-test").textContent = isHeard ? this.#words.soundTest : this.#words.soundNone;
  }

  away(ms) {
    this.out("away").hidden = !ms;
    this.out("away").textContent = ms ? fill(this.#words.away, { time: span(ms, this.#words) }) : "";
  }

  problem = ({ outcome, text }) => {
    const place = this.out("save-problem");
    place.replaceChildren(outcome === "signedOut" ? this.#signIn(this.#words.signedOut) : text || this.#words[outcome]);
    place.hidden = false;
  };

  #signIn(text) {
    const link = document.createElement("a");
    link.href = this.#loginUrl;
    link.textContent = text;
    return link;
  }
}
