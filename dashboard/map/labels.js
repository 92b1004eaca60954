// Which names a map shows, and where. Nothing here draws: places come in pixels of the view, and so do the boxes that go out.

/** Most important first; of one kind, what has more people or more room. */
const KINDS = ["chosen", "sea", "country", "capital", "state", "town"];

/** Zooms between which areas of a kind have their name. */
const ZOOMS = { sea: [0, 9], country: [0, 10], state: [0, 9], capital: [0, 10] };

/** How far a sea's or country's name may go beyond the widest part of it, in lengths of that. */
const BEYOND = 2.6;

/** People of a city whose name goes over the sites that crowd about it, where there is no other place; pixels of the crowd. */
const LARGE = 500_000;
const CROWD = 40;

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

function boxAt(x, y, { width, height }) {
  const [aside, above] = [width / 2 + GAP, height / 2 + GAP];
  return { left: x - aside, top: y - above, right: x + aside, bottom: y + above };
}

/** A name in one line, and in two of about the same length. */
function linings(text) {
  const spaces = [...text.matchAll(/ /g)].map(({ index }) => index);
  if (!spaces.length) return [[text]];
  const middle = spaces.toSorted((a, b) => Math.abs(a - text.length / 2) - Math.abs(b - text.length / 2))[0];
  return [[text], [text.slice(0, middle), text.slice(middle + 1)]];
}

function isPoint({ kind }) {
  return kind === "town" || kind === "capital";
}

function isLarge({ kind, weight }) {
  return kind === "capital" || (kind === "town" && weight >= LARGE);
}

/** Steps from a town to the middle of its name, which begins some pixels away. */
function aroundTown({ width, height }, away) {
  const besides = width / 2 + GAP;
  const level = height / 2 + GAP + away;
  return [[away + besides, 0], [-away - besides, 0], ...[-level, level].flatMap((y) => [0, 0.8, -0.8].map((x) => [x * besides, y]))];
}

/** Steps from the middle of an area, still in it. */
function aroundMiddle(room) {
  const far = Math.min(room, STEP);
  return [0, -0.25, 0.25, -0.45, 0.45].flatMap((y) => [0, -0.3, 0.3].map((x) => [x * far, y * far]));
}

/**
 * Where a name may stand, the best first: its lines, and the box about them.
 *
 * @param widthOf pixels of a line of a kind
 * @param isFree whether a box is one that is looked for; asked first, since `inside` is the dearer question by far
 */
export function* places(each, widthOf, isFree) {
  const { kind, text, points, room, inside } = each;
  for (const lines of kind === "state" || kind === "chosen" ? linings(text) : [[text]]) {
    const size = { width: Math.max(...lines.map((line) => widthOf({ kind, text: line }))), height: LINE * lines.length };
    if ((kind === "sea" || kind === "country") && size.width > BEYOND * room) continue;
    const away = isLarge(each) ? [AWAY, 2 * AWAY, 3 * AWAY] : [AWAY];
    const steps = isPoint(each) ? away.flatMap((pixels) => aroundTown(size, pixels)) : aroundMiddle(room);
    for (const [x, y] of points) {
      for (const [dx, dy] of steps) {
        const box = boxAt(x + dx, y + dy, size);
        if (isFree(box) && (!inside || inside(box))) yield { lines, box };
      }
    }
  }
}

/**
 * Names without overlaps, the most important first: each where it first fits, or nowhere. The name of a large city that
 * fits nowhere goes over the sites that crowd about it.
 *
 * @param {{kind, text, weight, points, room?, inside?}[]} candidates `points` are [x, y], the best first; `room` is the
 *   width of what an area's name stands on; `inside` whether a box lies where the name belongs
 * @param {{width, height, widthOf, taken, sites}} view its size, the width of a line, boxes that stay free, and of sites
 * @returns {{kind, text, lines, point, box}[]} `point` is where a town is
 */
export function layout(candidates, { width, height, widthOf, taken, sites = [] }) {
  const boxes = [...taken];
  const placed = [];
  const isIn = (box) => box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height;
  for (const each of candidates.toSorted(order)) {
    const isTown = isPoint(each);
    const [[x, y]] = each.points;
    const dot = { left: x - 3, top: y - 3, right: x + 3, bottom: y + 3 };
    const hides = ({ point, box }) => overlap(box, dot) || (point && Math.hypot(point[0] - x, point[1] - y) < APART);
    if (isTown && placed.some(hides)) continue;
    const fits = (about) => {
      const others = [...boxes, ...about];
      const isFree = (box) => isIn(box) && !others.some((other) => overlap(box, other));
      return places(each, widthOf, isFree).next().value;
    };
    const isApart = ({ left, right, top, bottom }) => Math.hypot((left + right) / 2 - x, (top + bottom) / 2 - y) > CROWD;
    const found = fits(sites) ?? (isLarge(each) ? fits(sites.filter(isApart)) : undefined);
    if (!found) continue;
    boxes.push(found.box);
    if (isTown) boxes.push(dot);
    placed.push({ kind: each.kind, text: each.text, point: isTown ? [x, y] : null, ...found });
  }
  return placed;
}
