/**
 * The door by which text becomes part of a page (Trusted Types): what this site has just answered, unchanged (drawing.js
 * has one for drawings). Imported first of all by app.js. Browsers without Trusted Types have the rest of the policy.
 */
const MOST_ANSWERS = 10; // htmx may show some a moment later, one after the other
const answers = [];

// What htmx makes of an answer before it parses it (makeFragment).
const WRAPPED = /^<body><template class="internal-htmx-wrapper">([^]*)<\/template><\/body>$/;
const withoutHead = (text) => text.replace(/<head(\s[^>]*)?>[^]*?<\/head>/i, "");

function isAnswer(text) {
  const [, inner = text] = WRAPPED.exec(text) ?? [];
  return answers.some((answer) => answer === text || withoutHead(answer) === inner);
}

function isOwnWorker(address) {
  const { origin, pathname } = new URL(address, location.href);
  return origin === location.origin && pathname === "/sw.js";
}

window.trustedTypes?.createPolicy("default", {
  createHTML: (text) => (isAnswer(text) ? text : null),
  createScriptURL: (address) => (isOwnWorker(address) ? address : null),
});

// On what is about to be drawn over: what asked may be gone from the page, drawn over itself meanwhile.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  answers.push(detail.xhr.responseText);
  if (answers.length > MOST_ANSWERS) answers.shift();
});
