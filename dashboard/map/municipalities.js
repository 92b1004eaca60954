// Without a graphics card a line of more than a pixel takes a canvas ten times as long: of the edges that all have none is wider.
const BORDER = { color: "#ffffff", weight: 0.5 };
const EDGE = 1;
const HOVER = { color: "#111111", weight: 2 };
const CHOSEN = { color: "#111111", weight: 3 };

/** A colour as it is on white at some opacity: what lies below does not show through. */
function onWhite(colour, opacity) {
  const parts = colour.match(/[0-9a-f]{2}/gi).map((part) => Math.round(255 - opacity * (255 - Number.parseInt(part, 16))));
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** Pixels after which a pattern's lines come again, and how much sharper than those they are drawn. */
const PERIOD = 6;
const SHARP = 2;

const patterns = new Map();

/** A colour with slanting lines on it, as a canvas fills with it: the same one each time, so that nothing is drawn twice. */
function hatched(fill, [colour, width]) {
  const mark = [fill, colour, width].join();
  if (!patterns.has(mark)) patterns.set(mark, hatch(fill, colour, width));
  return patterns.get(mark);
}

function hatch(fill, colour, width) {
  const side = PERIOD * SHARP;
  const tile = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const context = tile.getContext("2d");
  context.fillStyle = fill;
  context.fillRect(0, 0, side, side);
  context.strokeStyle = colour;
  context.lineWidth = Math.abs(width) * SHARP * Math.SQRT1_2;
  if (width < 0) context.setTransform(-1, 0, 0, 1, side, 0);
  for (const from of [-side, 0, side]) {
    context.beginPath();
    context.moveTo(from - 1, side + 1);
    context.lineTo(from + side + 1, -1);
    context.stroke();
  }
  const pattern = context.createPattern(tile, "repeat");
  pattern.setTransform(new DOMMatrix().scale(1 / SHARP));
  return pattern;
}

/** How a municipality of a class is drawn; `look` is an entry of the state's styles. `plain` is its colour without a pattern. */
export function styleOf(look, { faint, isChosen }) {
  const edge = isChosen ? CHOSEN : look.edge ? { color: look.edge, weight: EDGE } : BORDER;
  const plain = faint ? onWhite(look.fill, 0.3) : look.fill;
  // A canvas fills with a pattern as it does with a colour.
  const fillColor = look.hatch && !faint ? hatched(plain, look.hatch) : plain;
  return { fillColor, plain, hatch: String(look.hatch ?? ""), fillOpacity: 1, dashArray: look.dash ?? null, ...edge };
}

/** What a person has hidden. */
const HIDDEN = { fill: "#ffffff", edge: "#e4e4e0" };

/** The municipalities, on one canvas, each repainted only when it looks otherwise than before. */
export class Municipalities {
  /**
   * @param {{keys, shapes, between}} geometry from `decode`
   * @param on what a mouse does: `enter(row, place)`, `move(place)`, `leave()` and `click(row, place)`
   */
  constructor({ keys, shapes, between }, on) {
    this.keys = keys;
    this.between = between;
    this.rows = new Map(keys.map((key, row) => [key, row]));
    this.state = null;
    this.painted = [];
    this.hidden = new Set();
    const renderer = L.canvas({ tolerance: 2 });
    this.shapes = shapes.map((rings) => L.polygon(rings, { renderer }));
    this.borders = L.polyline(between((row) => keys[row].slice(0, 2)), { renderer, color: "#4a4a4a", weight: 0.9, interactive: false });
    const row = new Map(this.shapes.map((shape, index) => [shape, index]));
    this.group = L.featureGroup(this.shapes);
    this.group.on("mouseover", (event) => this.enter(row.get(event.propagatedFrom), event.latlng, on));
    this.group.on("mousemove", (event) => on.move(event.latlng));
    this.group.on("mouseout", (event) => this.leave(row.get(event.propagatedFrom), on));
    this.group.on("click", (event) => on.click(row.get(event.propagatedFrom), event.latlng));
  }

  addTo(map) {
    this.group.addTo(map);
    this.borders.addTo(map);
  }

  look(row) {
    return this.state.styles[this.state.classes[row]];
  }

  style(row) {
    const look = this.hidden.has(this.state.classes[row]) ? HIDDEN : this.look(row);
    return styleOf(look, { faint: this.state.faint, isChosen: this.keys[row] === this.state.chosen });
  }

  /** Show the state's part `municipalities`. */
  paint(state) {
    this.state = state;
    this.shapes.forEach((shape, row) => {
      const style = this.style(row);
      const mark = Object.values(style).join();
      if (this.painted[row] === mark) return;
      shape.setStyle(style);
      this.painted[row] = mark;
    });
    this.shape(state.chosen)?.bringToFront();
  }

  /** Hide what is of some classes, by their characters, and show all else. */
  hide(classes) {
    this.hidden = new Set(classes);
    this.paint(this.state);
  }

  /** The polygon of a municipality, by its key. */
  shape(key) {
    return this.shapes[this.rows.get(key)];
  }

  enter(row, at, on) {
    if (on.enter(row, at)) this.shapes[row].setStyle(HOVER).bringToFront();
  }

  leave(row, on) {
    on.leave();
    this.shapes[row].setStyle(this.style(row));
  }

  /** Keys of the states of which something is within bounds. */
  statesWithin(bounds) {
    const found = this.shapes.map((shape, row) => bounds.intersects(shape.getBounds()) && this.keys[row].slice(0, 2));
    return [...new Set(found.filter(Boolean))];
  }
}
