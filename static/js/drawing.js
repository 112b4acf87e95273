/**
 * A drawn figure taken out of its <img>, so that its movement can be halted and set to any moment. It lives in a shadow
 * root: the file's own style sheet reaches nothing else, and needs no exception from the content security policy.
 */
// A drawing fetched from this site may be parsed: as XML, apart from any page.
const policy = window.trustedTypes?.createPolicy("drawing", { createHTML: (text) => text });
const trusted = (text) => policy?.createHTML(text) ?? text;
const texts = new Map(); // address → promise of the file's text: each is fetched once a page

function text(address) {
  if (!texts.has(address)) {
    const found = fetch(address).then((response) => (response.ok ? response.text() : Promise.reject(response.status)));
    found.catch(() => texts.delete(address)); // another try may succeed
    texts.set(address, found);
  }
  return texts.get(address);
}

/** @returns {Promise<{host: HTMLElement, svg: SVGSVGElement}>} to put in the image's place; rejects when it is not to be had */
export async function drawing(image) {
  // Cut out before parsing: even a parsed document's inline style is an offence against the policy.
  const [before, style, after] = (await text(image.src)).split(/<style>|<\/style>/);
  // The plain drawing of a position has no styles, and without its third part would not parse.
  if (!style) throw new Error(`${image.src} is no moving figure`);
  const { documentElement: svg } = new DOMParser().parseFromString(trusted(before + after), "image/svg+xml");
  if (!svg.querySelector(".moving")) throw new Error(`${image.src} is no moving figure`);
  const host = document.createElement("span");
  host.className = image.className;
  const [root, sheet] = [host.attachShadow({ mode: "open" }), new CSSStyleSheet()];
  // As wide as the image's width attribute said; like that one it gives way to any rule of the page.
  const size = `:host{display:inline-block;inline-size:${image.getAttribute("width")}px}svg{display:block;inline-size:100%;block-size:100%}`;
  sheet.replaceSync(style + size);
  root.adoptedStyleSheets = [sheet];
  svg.querySelector("title").remove(); // it would pop up as a tooltip
  if (image.alt) svg.setAttribute("aria-label", image.alt);
  else svg.setAttribute("aria-hidden", "true");
  root.append(document.adoptNode(svg));
  svg.pauseAnimations();
  return { host, svg };
}

export const isStillWanted = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
