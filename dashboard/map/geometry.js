// From what is sent to places of the map. Nothing here knows Leaflet: `place(lat, lon)` makes what the caller draws with.

// Characters that stand for themselves in a JSON string: the digits of a circle's steps, as Python has them.
const DIGITS = new Map();
for (let code = 35; code < 127; code++) {
  const character = String.fromCharCode(code);
  if (character !== "\\" && character !== "<") DIGITS.set(character, DIGITS.size);
}
const LARGEST_STEP = Math.floor(DIGITS.size ** 2 / 2);

/**
 * The municipalities of a TopoJSON, in its order.
 *
 * Arcs are quantised and delta-encoded. Neighbours share the places of their border, which are made once.
 *
 * @returns {{keys: string[], shapes: object[][][], between: (group: (row: number) => unknown) => object[][]}} keys; per municipality
 *   its polygons, each a list of rings; the lines between groups of municipalities
 */
export function decode(topology, place) {
  const arcs = arcsOf(topology, place);
  const { geometries } = topology.objects.m;
  return {
    keys: geometries.map((geometry) => geometry.id),
    shapes: geometries.map((geometry) => polygons(geometry).map((part) => part.map((indices) => ring(indices, arcs)))),
    between: linesBetween(geometries, arcs),
  };
}

function arcsOf({ arcs, transform }, place) {
  const [sx, sy] = transform.scale;
  const [tx, ty] = transform.translate;
  return arcs.map((arc) => {
    let x = 0;
    let y = 0;
    return arc.map(([dx, dy]) => place((y += dy) * sy + ty, (x += dx) * sx + tx));
  });
}

function polygons(geometry) {
  return geometry.type === "Polygon" ? [geometry.arcs] : geometry.arcs;
}

// A negative index is an arc backwards.
function forwards(index) {
  return index < 0 ? ~index : index;
}

function ring(indices, arcs) {
  const places = [];
  for (const index of indices) {
    const arc = arcs[forwards(index)];
    const skipped = places.length ? 1 : 0; // an arc begins where the one before it ended
    for (let i = skipped; i < arc.length; i++) places.push(arc[index < 0 ? arc.length - 1 - i : i]);
  }
  return places;
}

// An arc whose sides are of two groups, or of one and none, is a line between groups; what has no group has no line.
function linesBetween(geometries, arcs) {
  const sides = new Map();
  geometries.forEach((geometry, row) => {
    for (const index of polygons(geometry).flat(2)) {
      const arc = forwards(index);
      sides.set(arc, [...(sides.get(arc) ?? []), row]);
    }
  });
  return (group) => {
    const drawn = [...sides].filter(([, [one, other]]) => group(one) !== (other === undefined ? undefined : group(other)));
    return drawn.map(([arc]) => arcs[arc]);
  };
}

/** Degrees of a cell of `statesOf`, and how many of them lie between two of the places of a state. */
const CELL = 0.05;
const COARSE = 5;

/**
 * Which state is where, to a cell: each row of cells is filled between the borders that it crosses.
 *
 * @param {string[]} keys of municipalities
 * @param {{lat, lng}[][][][]} shapes theirs, from `decode`
 * @returns {{at: (lat, lng) => string | undefined, within: (state) => number[][]}} `within` are places ([lat, lng]) in a state
 */
export function statesOf(keys, shapes) {
  const cells = new Map();
  shapes.forEach((parts, index) => {
    for (const rings of parts) {
      for (const [row, borders] of crossings(rings)) {
        borders.sort((a, b) => a - b);
        for (let i = 0; i + 1 < borders.length; i += 2) {
          const last = Math.ceil(borders[i + 1] / CELL - 0.5);
          for (let column = Math.ceil(borders[i] / CELL - 0.5); column < last; column++) {
            cells.set(row * 1e5 + column, keys[index].slice(0, 2));
          }
        }
      }
    }
  });
  const found = new Map();
  for (const [cell, state] of cells) {
    const row = Math.round(cell / 1e5);
    const column = cell - row * 1e5;
    if (row % COARSE || column % COARSE) continue;
    found.set(state, [...(found.get(state) ?? []), [(row + 0.5) * CELL, (column + 0.5) * CELL]]);
  }
  return {
    at: (lat, lng) => cells.get(cellOf(lat) * 1e5 + cellOf(lng)),
    within: (state) => found.get(state) ?? [],
  };
}

function cellOf(degrees) {
  return Math.floor(degrees / CELL);
}

// By row of cells, where its middle line crosses the rings' edges.
function crossings(rings) {
  const rows = new Map();
  for (const places of rings) {
    places.forEach((end, i) => {
      const start = places.at(i - 1);
      const [low, high] = start.lat < end.lat ? [start, end] : [end, start];
      for (let row = Math.ceil(low.lat / CELL - 0.5); (row + 0.5) * CELL < high.lat; row++) {
        const part = ((row + 0.5) * CELL - low.lat) / (high.lat - low.lat);
        if (!rows.has(row)) rows.set(row, []);
        rows.get(row).push(low.lng + part * (high.lng - low.lng));
      }
    });
  }
  return rows;
}

/**
 * Land of countries: its polygons, and the lines that two of them share. Coasts are none, nor is the edge of what was sent.
 *
 * @returns {{shapes: object[][][], borders: object[][]}}
 */
export function land(topology, place) {
  const arcs = arcsOf(topology, place);
  const { geometries } = topology.objects.countries;
  const parts = geometries.flatMap(polygons);
  const countries = new Map();
  for (const geometry of geometries) {
    for (const arc of new Set(polygons(geometry).flat(2).map(forwards))) countries.set(arc, (countries.get(arc) ?? 0) + 1);
  }
  const shared = [...countries].filter(([, count]) => count > 1);
  return { shapes: parts.map((part) => part.map((indices) => ring(indices, arcs))), borders: shared.map(([arc]) => arcs[arc]) };
}

/**
 * A circle's outline as [lat, lon], of the half that was sent.
 *
 * The other half mirrors it about the meridian, as a geodesic circle does.
 *
 * @param circle centre's longitude and latitude and the step to its northernmost place, in units; then steps, two characters a number
 * @param {number} unit in 0.0001 degrees
 */
export function outline([x0, y0, north, steps], unit) {
  const scale = unit / 1e4;
  const step = (i) => DIGITS.get(steps[i]) * DIGITS.size + DIGITS.get(steps[i + 1]) - LARGEST_STEP;
  let x = x0;
  let y = y0 + north;
  const half = [[y, x]];
  for (let i = 0; i < steps.length; i += 4) half.push([(y += step(i + 2)), (x += step(i))]);
  const other = half
    .slice(1, -1)
    .toReversed()
    .map(([lat, lon]) => [lat, 2 * x0 - lon]);
  return [...half, ...other].map(([lat, lon]) => [lat * scale, lon * scale]);
}

/** Radius in pixels of a settlement: the area grows with the figure; what is not known (null) is a small mark. */
export function radius(value, { largest, most, least }) {
  return value === null ? least : Math.max(least, most * Math.sqrt(Math.min(value, largest) / largest));
}

/** Columns of a state's settlements as rows; longitude and latitude come as steps in 0.0001 degrees. */
export function settlementsOf({ names, lon, lat, population, abroad_2015: abroad }) {
  let x = 0;
  let y = 0;
  return names.map((name, i) => {
    x += lon[i];
    y += lat[i];
    return { name, people: population[i], abroad: abroad[i], at: [y / 1e4, x / 1e4] };
  });
}
