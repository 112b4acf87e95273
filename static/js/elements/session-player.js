import { actionsOf } from "../player/actions.js";
import { showDone } from "../player/after.js";
import { deliver, readRatings, writeRatings } from "../player/ending.js";
import { actionOf, listenToRemotes, listenToZones } from "../player/input.js";
import { Page } from "../player/page.js";
import { Run } from "../player/run.js";
import { Sender } from "../player/sender.js";
import { Sound } from "../player/sound.js";
import { Stage } from "../player/stage.js";
import { Storage, sweep } from "../player/storage.js";
import { readPhases } from "../player/timeline.js";
import { WakeLock } from "../player/wakelock.js";

const LOOK_EVERY_MS = 200;

/**
 * <session-player>: turns the sheet inside it into a guided session. Without script the sheet stays what it is: a form.
 * The page carries the whole timeline, so no step of the session waits for the server.
 */
class SessionPlayer extends HTMLElement {
  #data; #run; #stage; #page; #actions; #form; #sound; #sender; #wake;
  #timer = 0;
  #outcome = "saved";
  #stop = new AbortController();

  connectedCallback() {
    const data = (this.#data = JSON.parse(this.querySelector("#playback").textContent));
    const phases = readPhases(data.phases);
    this.#form = this.querySelector("form");
    this.#page = new Page(this, data.words, this.dataset.loginUrl);
    this.#sound = Object.assign(new Sound(), { isMuted: this.dataset.sound === "off" });
    this.#wake = new WakeLock(this.#page.awake);
    this.#sender = new Sender(this.dataset.recordUrl, this.#form.elements.csrfmiddlewaretoken.value, (outcome) => {
      this.#outcome = outcome;
      this.#page.saved(outcome, this.#run.isKept);
    });
    const storage = new Storage(data.id);
    this.#run = new Run(data, phases, { storage, sender: this.#sender, sound: this.#sound, now: () => Date.now() });
    this.#stage = new Stage(this.#page.part("stage"), phases, data, this);
    this.#actions = actionsOf(this.#run, this.#page, this.#sound, this.#keepRatings);
    this.#listen();
    sweep(Date.now());
    if (this.#run.restore()) writeRatings(this.#form, this.#run.state.ratings);
    this.#look();
    this.#timer = setInterval(this.#look, LOOK_EVERY_MS);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#stop.abort();
    this.#sender.stop();
    this.#wake.stop();
    this.#sound.close();
  }

  #listen() {
    const { signal } = (this.#stop = new AbortController());
    this.addEventListener("click", (event) => this.#do(event.target.closest("[data-do]")?.dataset.do), { signal });
    this.#form.addEventListener("submit", (event) => (event.preventDefault(), this.#finish()), { signal });
    this.#form.addEventListener("change", this.#keepRatings, { signal });
    this.#page.part("end").addEventListener("close", () => this.#do("answered"), { signal });
    const act = (action) => this.dataset.showing === "stage" && !this.querySelector("dialog[open]") && this.#do(action);
    document.addEventListener("keydown", (event) => this.dataset.showing === "stage" && act(actionOf(event)), { signal });
    listenToZones(this.#page.part("stage"), act, signal);
    listenToRemotes(act, signal);
    document.addEventListener("visibilitychange", this.#look, { signal });
    window.addEventListener("online", () => this.#page.out("save-problem").hidden || this.#finish(), { signal });
    window.addEventListener("pagehide", () => this.#run.state && this.#run.leave(), { signal });
  }

  /** Bring the page up to now. */
  #look = () => {
    const { state } = this.#run;
    if (!state) return this.#page.show("before");
    this.#run.look();
    if (state.status === "finished") {
      if (this.#page.show("after")) showDone(this.#form, state, this.#run.phases, this.#data);
      return this.#wake.release();
    }
    if (this.#page.show("stage")) this.#wake.want();
    this.#stage.render(state, this.#run.reps);
    this.#page.away(state.awayMs);
    this.#page.sound(this.#sound);
    this.#page.saved(this.#outcome, this.#run.isKept);
  };

  /** Do what a button or a key asks for. */
  #do = async (action) => {
    if (!action) return;
    if (this.#run.state && action !== "mute" && !this.#sound.isUnlocked) await this.#sound.unlock();
    await (this.#actions[action] ?? this.#run.act)(action);
    this.#look();
  };

  #keepRatings = () => {
    if (!this.#run.state) return;
    this.#run.state.ratings = readRatings(this.#form);
    this.#run.save();
  };

  async #finish() {
    this.#keepRatings();
    const { url, problem } = await deliver(this.#form, this.#run.report());
    if (problem) return this.#page.problem(problem);
    this.disconnectedCallback();
    this.#run.forget();
    location.assign(url);
  }
}

customElements.define("session-player", SessionPlayer);
