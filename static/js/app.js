import "./trusted.js";
import "./elements/app-update.js";
import "./elements/request-notice.js";
import "./elements/unsaved-sessions.js";

/** The elements that only some pages have: each is fetched once it is there, or comes. */
const ELEMENTS = {
  "auto-save": () => import("./elements/auto-save.js"),
  "chart-download": () => import("./elements/chart-download.js"),
  "chart-tips": () => import("./elements/chart-tips.js"),
  "copy-text": () => import("./elements/copy-text.js"),
  "keep-open": () => import("./elements/keep-open.js"),
  "level-picker": () => import("./elements/level-picker.js"),
  "library-search": () => import("./elements/library-search.js"),
  "moving-figure": () => import("./elements/moving-figure.js"),
  "number-stepper": () => import("./elements/number-stepper.js"),
  "passkey-form": () => import("./elements/passkey-form.js"),
  "pausable-figure": () => import("./elements/pausable-figure.js"),
  "print-page": () => import("./elements/print-page.js"),
  "reorder-list": () => import("./elements/reorder-list.js"),
  "save-text": () => import("./elements/save-text.js"),
  "spoken-status": () => import("./elements/spoken-status.js"),
  "time-zone-guess": () => import("./elements/time-zone-guess.js"),
};

function fetchElements() {
  for (const [tag, fetchElement] of Object.entries(ELEMENTS)) {
    if (!document.querySelector(tag)) continue;
    delete ELEMENTS[tag];
    fetchElement().catch(() => (ELEMENTS[tag] = fetchElement)); // another try may succeed
  }
}

fetchElements();
document.addEventListener("htmx:load", fetchElements);
