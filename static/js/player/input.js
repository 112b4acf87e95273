/** What reaches the stage beside its buttons: keys, remotes, and a hand or an elbow anywhere on the screen. */

// A presenter's clicker sends the page keys, a keyboard's media keys come by name.
const KEYS = {
  " ": "main", Enter: "main", MediaPlayPause: "main", p: "pause", m: "mute", r: "again", s: "swap", u: "undo",
  ArrowLeft: "back", PageUp: "back", MediaTrackPrevious: "back", ArrowRight: "skip", PageDown: "skip", MediaTrackNext: "skip",
  ArrowUp: "more", ArrowDown: "less",
};
const MEDIA = { play: "main", pause: "main", nexttrack: "skip", previoustrack: "back" };
const OWN = "button, a, input, summary, dialog";
const SLIP_PX = 60;

/** The action a key asks for while the stage is shown; a focused button keeps its own Space and Enter. */
export function actionOf(event) {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const isOnButton = event.target.closest?.(OWN) && (event.key === " " || event.key === "Enter");
  const action = isOnButton ? undefined : KEYS[event.key];
  if (action) event.preventDefault();
  return action;
}

/** Left third, middle, right third. */
export const zoneOf = (share) => (share < 1 / 3 ? "back" : share < 2 / 3 ? "main" : "skip");

/** Listen for presses on the bare stage: however long, however wide, as long as they do not wander. */
export function listenToZones(stage, act, signal) {
  let down = null;
  const on = (type, listener) => stage.addEventListener(type, listener, { signal });
  on("pointerdown", (event) => (down = event.isPrimary && !event.target.closest(OWN) ? event : null));
  on("pointercancel", () => (down = null));
  on("contextmenu", (event) => event.target.closest(OWN) || event.preventDefault());
  on("pointerup", (event) => {
    const start = down;
    down = null;
    if (!start || Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > SLIP_PX) return;
    const { left, width } = stage.getBoundingClientRect();
    const zone = zoneOf((start.clientX - left) / width);
    stage.dataset.pressed = zone;
    setTimeout(() => delete stage.dataset.pressed, 300);
    act(zone);
  });
}

/** The buttons of headphones, remotes and lock screens, where the browser hands them to the page. */
export function listenToRemotes(act, signal) {
  const { mediaSession } = navigator;
  if (!mediaSession) return;
  const set = (handlerOf) => {
    for (const [name, action] of Object.entries(MEDIA)) mediaSession.setActionHandler(name, handlerOf(action));
  };
  set((action) => () => act(action));
  signal.addEventListener("abort", () => set(() => null));
}

/** Tell lock screens and headphones what is going on. */
export function showRemotely(title, artist, status) {
  if (!navigator.mediaSession) return;
  navigator.mediaSession.metadata = new MediaMetadata({ title, artist });
  navigator.mediaSession.playbackState = status === "running" ? "playing" : "paused";
}
