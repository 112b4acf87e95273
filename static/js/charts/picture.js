/** A chart of the page as one SVG that needs nothing else: its words, its key, its drawing, its colours in plain rgb. */

const NS = "http://www.w3.org/2000/svg";
const WIDTH = 760;
const EDGE = 24;
// A PNG has so many pixels for one of the SVG's.
export const SCALE = 2;

const PAINT = ["fill", "stroke"];
const STYLES = ["stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "font-size", "font-weight"];
const LINES = { title: [20, 600, 28], text: [14, 400, 20], key: [13, 400, 22] };

/** Return {svg, width, height} of a figure.chart. */
export function picture(figure) {
  const style = getComputedStyle(figure);
  const root = make("svg", { xmlns: NS, width: WIDTH, "font-family": "system-ui, sans-serif" });
  const ground = root.appendChild(make("rect", { width: WIDTH, fill: plain(style.backgroundColor) }));
  const ink = plain(style.color);
  let y = EDGE;
  const write = (text, kind) => {
    const [size, weight, leading] = LINES[kind];
    for (const line of wrap(text, `${weight} ${size}px system-ui, sans-serif`)) {
      y += leading;
      const words = make("text", { x: EDGE, y, "font-size": size, "font-weight": weight, fill: ink });
      words.textContent = line;
      root.append(words);
    }
  };
  write(figure.querySelector("figcaption h2").textContent.trim(), "title");
  write(figure.querySelector("figcaption p").textContent.trim(), "text");
  y += 8;
  for (const entry of figure.querySelectorAll(".chart-key li")) {
    const swatch = entry.querySelector("svg");
    if (swatch) root.append(place(swatch, EDGE, y + 10, 14, 14));
    y += LINES.key[2];
    const words = make("text", { x: swatch ? EDGE + 22 : EDGE, y, "font-size": LINES.key[0], fill: ink });
    words.textContent = entry.textContent.trim().replace(/\s+/g, " ");
    root.append(words);
  }
  const unit = figure.querySelector(".chart-unit");
  if (unit) write(unit.textContent.trim(), "key");
  for (const plot of figure.querySelectorAll(".chart-plot, .chart-strip, .chart-calendar svg, .muscle-map")) {
    const [room, drawn] = fit(plot);
    y += room.top;
    root.append(place(plot, EDGE + room.left, y, drawn.width, drawn.height));
    y += drawn.height + room.bottom;
  }
  const height = Math.ceil(y + EDGE);
  for (const whole of [root, ground]) whole.setAttribute("height", height);
  root.setAttribute("viewBox", `0 0 ${WIDTH} ${height}`);
  return { svg: new XMLSerializer().serializeToString(root), width: WIDTH, height };
}

/** Return the room a plot wants around it for its labels, and its own size. */
function fit(plot) {
  const inner = WIDTH - 2 * EDGE;
  const box = plot.viewBox.baseVal;
  if (box?.width) {
    const width = Math.min(inner, plot.matches(".muscle-map") ? 420 : inner);
    return [{ top: 16, left: 0, bottom: 8 }, { width, height: (width * box.height) / box.width }];
  }
  if (plot.matches(".chart-strip")) return [{ top: 16, left: 0, bottom: 8 }, { width: inner, height: 28 }];
  const ends = plot.querySelector(".chart-end") ? 72 : 8;
  return [{ top: 36, left: 40, bottom: 36 }, { width: inner - 40 - ends, height: plot.height.baseVal.value }];
}

/** Return a copy of a drawing with its styles written into it, at a place. */
function place(drawing, x, y, width, height) {
  const copy = drawing.cloneNode(true);
  dress(drawing, copy, getComputedStyle(drawing.closest("figure")).backgroundColor);
  copy.querySelectorAll("title, desc").forEach((each) => each.remove());
  for (const [name, value] of Object.entries({ x, y, width, height })) copy.setAttribute(name, value);
  copy.setAttribute("overflow", "visible");
  return copy;
}

function dress(from, to, ground) {
  const style = getComputedStyle(from);
  if (style.display === "none") to.setAttribute("display", "none");
  for (const name of PAINT) to.setAttribute(name, plain(style[name], ground));
  for (const name of STYLES) if (style.getPropertyValue(name)) to.setAttribute(name, style.getPropertyValue(name));
  for (const name of ["class", "data-key", "aria-labelledby", "id"]) to.removeAttribute(name);
  [...from.children].forEach((child, number) => dress(child, to.children[number], ground));
}

const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

/** Return any colour the browser knows as rgb(…), which every program that reads SVG knows; a thin one as it looks. */
function plain(colour, ground) {
  if (!colour || colour === "none" || colour.startsWith("url")) return "none";
  const [, , , alpha] = painted(colour);
  if (!alpha) return "none";
  const [red, green, blue] = painted(ground ?? colour, colour);
  return `rgb(${red},${green},${blue})`;
}

function painted(...colours) {
  brush.clearRect(0, 0, 1, 1);
  for (const colour of colours) {
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 1, 1);
  }
  return brush.getImageData(0, 0, 1, 1).data;
}

function wrap(text, font) {
  brush.font = font;
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (brush.measureText(longer).width > WIDTH - 2 * EDGE && lines.at(-1)) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

function make(name, attributes) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) if (key !== "xmlns") element.setAttribute(key, value);
  return element;
}
