const ACTIONS = { " ": "pause", ArrowLeft: "back", ArrowRight: "skip", Enter: "done", m: "mute" };

/** The action a key asks for while the stage is shown; a focused button keeps its own Space and Enter. */
export function actionOf(event) {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const isOnButton = event.target.closest?.("button, a, dialog") && (event.key === " " || event.key === "Enter");
  const action = isOnButton ? undefined : ACTIONS[event.key];
  if (action) event.preventDefault();
  return action;
}
