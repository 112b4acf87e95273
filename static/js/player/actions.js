import { Chooser } from "./chooser.js";
import { left } from "./clock.js";
import { isCounted } from "./controls.js";

const STEP_MS = 10_000;

/** What each button does, by its data-do; one that is not here is a control of controls.js by the same name. */
export function actionsOf(run, page, keepRatings, data, voice) {
  const [dialog, choice] = [page.part("end"), page.part("swap")];
  const chooser = new Chooser(choice, data.words);
  let wasRunning = false;
  const step = (by) => (isCounted(run.phase) ? run.step(by) : run.act("nudge", by * (run.phase.repMs || STEP_MS)));
  const actions = {
    // Browsers let a page be heard only from within a tap: these three are it.
    "test-sound": async () => {
      page.tested((await run.sound.unlock()) && run.sound.test());
      voice.say(data.words.voiceTest, 8000);
    },
    start: async () => {
      await run.sound.unlock();
      run.start();
      keepRatings();
    },
    "start-pocket": async () => {
      const audio = page.part("pocket");
      audio.play().catch(() => {}); // within the tap; the track comes a moment later
      if (navigator.audioSession) navigator.audioSession.type = "playback";
      const { Pocket } = await import("./pocket.js");
      run.use(new Pocket(audio, data.likes, run.time, run.act));
      run.start();
      keepRatings();
    },
    mute: async () => {
      const wasHeard = run.sound.isUnlocked;
      await run.sound.unlock();
      run.sound.isMuted = wasHeard && !run.sound.isMuted;
      run.plan();
    },
    pause: () => run.act(run.state.status === "running" ? "pause" : "resume"),
    less: () => step(-1),
    more: () => step(1),
    done: () => run.phase.isTapped && run.act("done", run.reps),
    // The one big thing: the tap that is waited for, or a pause.
    main: () => actions[isWaiting(run) ? "done" : "pause"](),
    end: () => {
      wasRunning = run.state.status === "running";
      run.act("pause");
      dialog.returnValue = "";
      dialog.showModal();
    },
    swap: () => {
      if (page.part("stage").querySelector('[data-do="swap"]').hidden) return;
      wasRunning = run.state.status === "running";
      run.act("pause");
      chooser.open(data, run);
    },
    chosen: () => {
      if (choice.returnValue) run.swap(choice.returnValue);
      else if (wasRunning) run.act("resume");
    },
    "end-now": () => dialog.close("end"),
    "go-on": () => dialog.close(),
    // The dialog has closed, by a button or by Escape.
    answered: () => {
      if (dialog.returnValue === "end") run.act("end");
      else if (wasRunning) run.act("resume");
    },
  };
  return actions;
}

function isWaiting({ phase, phases, state }) {
  return state.status === "running" && phase.isTapped && (phase.reps > 0 || left(state, phases) === 0);
}
