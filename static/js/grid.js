/**
 * The arrow keys in a grid of cards, as one sees it. `boxes` are the cards' places ({x, y}) in reading order.
 * Returns the index of the card that the key leads to from `index`; -1 above the first row; `index` where it ends.
 */
export function step(boxes, index, key) {
  if (key === "ArrowRight") return Math.min(index + 1, boxes.length - 1);
  if (key === "ArrowLeft") return Math.max(index - 1, 0);
  const here = boxes[index];
  const sign = key === "ArrowDown" ? 1 : -1;
  const beyond = boxes.filter(({ y }) => sign * (y - here.y) > 1);
  if (!beyond.length) return sign > 0 ? index : -1;
  const row = sign * Math.min(...beyond.map(({ y }) => sign * y));
  const cards = beyond.filter(({ y }) => Math.abs(y - row) <= 1);
  const nearest = cards.reduce((best, card) => (Math.abs(card.x - here.x) < Math.abs(best.x - here.x) ? card : best));
  return boxes.indexOf(nearest);
}
