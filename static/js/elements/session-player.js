import { actionsOf } from "../player/actions.js";
import { showDone } from "../player/after.js";
import { readRatings, writeRatings } from "../player/ending.js";
import { actionOf, listenToRemotes, listenToZones } from "../player/input.js";
import { Keeping } from "../player/keeping.js";
import { Page } from "../player/page.js";
import { Run } from "../player/run.js";
import { Sound } from "../player/sound.js";
import { Stage } from "../player/stage.js";
import { PageTime } from "../player/time.js";
import { Voice } from "../player/voice.js";
import { WakeLock } from "../player/wakelock.js";

const LOOK_EVERY_MS = 200;

/**
 * <session-player>: turns the sheet inside it into a guided session. Without script the sheet stays what it is: a form.
 * The page carries the whole timeline, so no step of the session waits for the server.
 */
class SessionPlayer extends HTMLElement {
  #data; #run; #stage; #page; #actions; #form; #keeping; #wake; #voice;
  #timer = 0;
  #opened;
  #stop = new AbortController();

  connectedCallback() {
    const data = (this.#data = JSON.parse(this.querySelector("#playback").textContent));
    this.#form = this.querySelector("form");
    // A page kept to start without a network is the same for every session; its address has the key of this one.
    if (data.plan) data.id = new URLSearchParams(location.search).get("key") ?? data.id;
    const here = encodeURIComponent(location.pathname + location.search);
    this.#page = new Page(this, data.words, `${this.dataset.loginUrl}?next=${here}`);
    this.#wake = new WakeLock(this.#page.awake);
    this.#keeping = new Keeping(data, {
      url: this.dataset.syncUrl,
      token: this.#form.elements.csrfmiddlewaretoken.value,
      dialog: this.#page.part("taken"),
      onLost: () => this.disconnectedCallback(),
      onTold: () => this.#page.saved(this.#keeping.outcome, this.#run.isKept),
    });
    const { storage, sender } = this.#keeping;
    this.#run = new Run(data, { storage, sender, sound: new Sound(data.likes), time: new PageTime() });
    this.#voice = new Voice(data.likes, data.words, this.#run);
    this.#stage = new Stage(this.#page.part("stage"), data, this);
    this.#actions = actionsOf(this.#run, this.#page, this.#keepRatings, data, this.#voice);
    this.#listen();
    this.#opened = this.#open();
  }

  async #open() {
    this.#page.show("before");
    this.ariaBusy = "true";
    await this.#keeping.open();
    this.ariaBusy = "false";
    if (!this.isConnected) return;
    if (this.#run.restore()) writeRatings(this.#form, this.#run.state.ratings);
    this.#look();
    this.#timer = setInterval(this.#look, LOOK_EVERY_MS);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#stop.abort();
    this.#keeping.stop();
    this.#wake.stop();
    this.#run.sound.close();
    this.#voice.hush();
  }

  #listen() {
    const { signal } = (this.#stop = new AbortController());
    this.addEventListener("click", (event) => this.#do(event.target.closest("[data-do]")?.dataset.do), { signal });
    this.#form.addEventListener("submit", (event) => (event.preventDefault(), this.#finish()), { signal });
    this.#form.addEventListener("change", this.#keepRatings, { signal });
    this.#page.part("end").addEventListener("close", () => this.#do("answered"), { signal });
    this.#page.part("swap").addEventListener("close", () => this.#do("chosen"), { signal });
    const act = (action) => this.dataset.showing === "stage" && !this.querySelector("dialog[open]") && this.#do(action);
    document.addEventListener("keydown", (event) => this.dataset.showing === "stage" && act(actionOf(event)), { signal });
    listenToZones(this.#page.part("stage"), act, signal);
    listenToRemotes(act, signal);
    document.addEventListener("visibilitychange", this.#seen, { signal });
    window.addEventListener("online", () => this.#page.out("save-problem").hidden || this.#finish(), { signal });
    window.addEventListener("pagehide", this.#leave, { signal });
    // Shown again as it was left, from the browser's memory: others may have gone on since.
    window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload(), { signal });
  }

  /** Hidden, or shown again: the sound may have to be woken. */
  #seen = async () => {
    if (this.#timer) this.#look();
    if (!document.hidden && this.#run.state && (await this.#run.sound.revive())) this.#run.plan();
  };

  #leave = () => {
    if (this.#run.state) this.#run.leave();
    this.#keeping.stop();
  };

  /** Bring the page up to now. */
  #look = () => {
    const { state } = this.#run;
    if (!state) return this.#page.show("before");
    this.#run.look();
    this.#voice.look(this.#run);
    if (state.status === "finished") {
      if (this.#page.show("after")) showDone(this.#form, this.#run, this.#data);
      return this.#wake.release();
    }
    if (this.#page.show("stage")) {
      if (this.#run.sound.isWitness) this.#page.pocket();
      else this.#wake.want();
    }
    this.#stage.render(this.#run);
    this.#page.away(state.awayMs);
    this.#page.sound(this.#run.sound);
    this.#page.saved(this.#keeping.outcome, this.#run.isKept);
  };

  /** Do what a button or a key asks for. */
  #do = async (action) => {
    if (!action) return;
    await this.#opened; // a tap may come sooner
    if (this.#run.state && action !== "mute" && !this.#run.sound.isUnlocked) await this.#run.sound.unlock();
    await (this.#actions[action] ?? this.#run.act)(action);
    this.#look();
  };

  #keepRatings = () => {
    if (!this.#run.state) return;
    this.#run.state.ratings = readRatings(this.#form);
    this.#run.save();
  };

  #finish() {
    if (!this.#run.state) return;
    this.#keepRatings();
    this.#keeping.finish(() => this.#run.report(readRatings(this.#form)), this.#page.problem);
  }
}

customElements.define("session-player", SessionPlayer);
