// Which names a map shows, and where. Nothing here draws: places come in pixels of the view, and so do the boxes that go out.

/** Most important first; of one kind, what has more people or more room. */
const KINDS = ["sea", "country", "capital", "state", "town"];

/** Zooms between which areas of a kind have their name. */
const ZOOMS = { sea: [0, 9], country: [0, 10], state: [0, 9], capital: [0, 10] };

/** How far a name may go beyond the widest part of what it names, in lengths of that. */
const BEYOND = 2.6;

/** Pixels: height of a line, what stays free around a name, how far a town's name is from it, towns from each other, and a
 * name from the middle of an area. */
const LINE = 16;
const GAP = 2;
const AWAY = 8;
const APART = 34;
const STEP = 30;

/** How many people a town has whose name is written at a zoom: a third of those at the zoom before. */
export function leastPeople(zoom) {
  return 900_000 * 3 ** (5 - zoom);
}

/** Whether areas of a kind have their name at a zoom. */
export function isNamed(kind, zoom) {
  const [from, to] = ZOOMS[kind];
  return from <= zoom && zoom < to;
}

function order(a, b) {
  return (
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || b.weight - a.weight || (a.text < b.text ? -1 : Number(a.text > b.text))
  );
}

function overlap(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function boxAt(left, top, width) {
  return { left: left - GAP, top: top - GAP, right: left + width + GAP, bottom: top + LINE + GAP };
}

function isPoint({ kind }) {
  return kind === "town" || kind === "capital";
}

/** Steps from a town to the middle of its name, which begins some pixels away. */
function aroundTown(width, away) {
  const besides = width / 2 + GAP;
  const level = LINE / 2 + GAP + away;
  return [[away + besides, 0], [-away - besides, 0], ...[-level, level].flatMap((y) => [0, 0.8, -0.8].map((x) => [x * besides, y]))];
}

/** Steps from the middle of an area, still in it. */
function aroundMiddle(room) {
  const far = Math.min(room, STEP);
  return [0, -0.25, 0.25, -0.45, 0.45].flatMap((y) => [0, -0.3, 0.3].map((x) => [x * far, y * far]));
}

/** Where a name may stand, the best first. */
function boxesOf({ kind, points, room }, width) {
  const away = { town: [AWAY], capital: [AWAY, 2 * AWAY] }[kind];
  const steps = away ? away.flatMap((each) => aroundTown(width, each)) : aroundMiddle(room);
  return points.flatMap(([x, y]) => steps.map(([dx, dy]) => boxAt(x + dx - width / 2, y + dy - LINE / 2, width)));
}

/**
 * Names without overlaps, the most important first: each where it first fits, or nowhere.
 *
 * @param {{kind, text, weight, points, room?}[]} candidates `points` are [x, y], the best first; `room` is the width of what
 *   an area's name stands on
 * @param {{width, height, widthOf, taken}} view its size, the width of a candidate's text, and boxes that stay free
 * @returns {{kind, text, point, box}[]} `point` is where a town is
 */
export function layout(candidates, { width, height, widthOf, taken }) {
  const boxes = [...taken];
  const placed = [];
  for (const each of candidates.toSorted(order)) {
    const isTown = isPoint(each);
    const [[x, y]] = each.points;
    const dot = { left: x - 3, top: y - 3, right: x + 3, bottom: y + 3 };
    const hides = ({ point, box }) => overlap(box, dot) || (point && Math.hypot(point[0] - x, point[1] - y) < APART);
    if (isTown && placed.some(hides)) continue;
    const wide = widthOf(each);
    if (!isTown && wide > BEYOND * each.room) continue;
    const isFree = (box) =>
      box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height && !boxes.some((other) => overlap(box, other));
    const box = boxesOf(each, wide).find(isFree);
    if (!box) continue;
    boxes.push(box);
    if (isTown) boxes.push(dot);
    placed.push({ kind: each.kind, text: each.text, point: isTown ? [x, y] : null, box });
  }
  return placed;
}
