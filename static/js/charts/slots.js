/**
 * What the slots of a figure.chart say, and where in its drawing they lie, the oldest first: [{words, plot, box}].
 * Both come from its table, whose rows name their slot by data-at. A box is {x, y, width, height}, as parts of the plot.
 */
export function slotsOf(figure) {
  const table = figure.querySelector(".chart-numbers table");
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  const rows = [...table.tBodies[0].rows].map((row) => [Number(row.dataset.at), [...row.cells].map((cell) => cell.textContent)]);
  const calendar = figure.querySelector(".chart-calendar");
  if (calendar) return days(calendar, rows.reverse());
  const [plot, width] = [figure.querySelector(".chart-plot"), 1 / table.dataset.slots];
  return rows.map(([at, [name, ...cells]]) => ({
    words: [name, ...cells.map((cell, number) => `${heads[number + 1]}: ${cell}`)],
    plot,
    box: { x: at * width, y: 0, width, height: 1 },
  }));
}

// The cells of half a year, in the units of its drawing: see backroutine/charts/calendar.py.
const [LEFT, ABOVE, CELL, SIZE, WEEKS] = [18, 16, 13, 10.5, 26];
const DAY = 24 * 60 * 60 * 1000;

/** Return a day as the page writes it: Tue 3 Mar 2026. */
function dayWords(at) {
  const form = { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" };
  const parts = new Intl.DateTimeFormat(document.documentElement.lang, form).formatToParts(at);
  return Object.keys(form).slice(0, 4).map((name) => parts.find(({ type }) => type === name).value).join(" ");
}

function days(calendar, weeks) {
  const { from, minutes } = calendar.dataset;
  const plots = calendar.querySelectorAll("svg");
  return weeks.flatMap(([week, [, ...cells]]) =>
    cells.flatMap((cell, day) => {
      if (!Number(cell)) return [];
      const plot = plots[Math.floor(week / WEEKS)];
      const { width, height } = plot.viewBox.baseVal;
      const [x, y] = [LEFT + (week % WEEKS) * CELL, ABOVE + day * CELL];
      return {
        words: [dayWords(Date.parse(from) + (7 * week + day) * DAY), minutes.replace("#", cell)],
        plot,
        box: { x: x / width, y: y / height, width: SIZE / width, height: SIZE / height },
      };
    }),
  );
}
