import { settlementsOf } from "./geometry.js";
import { isNamed, layout, leastPeople } from "./labels.js";

const FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const FONTS = { chosen: "700 13px", sea: "italic 14px", country: "600 13px", state: "600 12px", capital: "600 12px", town: "12px" };

/** Room that a site takes about its place, pixels. */
const SITE = 8;

/** Parts of a name's box that say where it lies. */
const ACROSS = [0.04, 0.27, 0.5, 0.73, 0.96];
const DOWN = [0.5, 0.15, 0.85];

/** Names of seas, countries, states and towns, on a canvas above all else: a large city's goes over the sites that crowd about it. */
export class Names {
  /**
   * @param {{areas, inks, colours}} ground from the facts
   * @param towns columns of settlements
   * @param {() => {at, within}} states from `statesOf`
   * @param {() => object[]} near the settlements that the map draws now: `name`, `people`, `at`
   */
  constructor(map, { areas, inks, colours }, { towns, states, near }) {
    Object.assign(this, { map, areas, inks, sea: colours.sea, states, near });
    this.towns = settlementsOf(towns);
    this.language = null;
    this.sites = [];
    this.chosen = null;
    this.placed = [];
    const pane = map.createPane("names");
    pane.style.zIndex = 465;
    pane.style.pointerEvents = "none";
    this.canvas = L.DomUtil.create("canvas", "", pane);
    this.canvas.setAttribute("aria-hidden", "true");
    this.context = this.canvas.getContext("2d");
    // While the map zooms, names would stand where nothing of theirs is.
    map.on("zoomstart", () => (this.canvas.hidden = true));
    map.on("moveend resize", () => this.draw());
  }

  /**
   * Write names in a language, clear of the sites at some places ([lat, lon]).
   *
   * @param {{text, at} | null} chosen name and place of what is chosen
   */
  show(language, sites, chosen) {
    Object.assign(this, { language, sites, chosen });
    this.draw();
  }

  draw() {
    if (!this.language) return;
    const { x: width, y: height } = this.map.getSize();
    this.placed = layout(this.candidates(), {
      width,
      height,
      widthOf: ({ kind, text }) => this.width(kind, text),
      taken: this.controls(),
      sites: this.sitesIn(width, height),
    });
    this.paint(width, height);
  }

  candidates() {
    const zoom = this.map.getZoom();
    const view = this.map.getBounds();
    const degree = this.map.project([0, 1], zoom).x - this.map.project([0, 0], zoom).x;
    const pixels = (at) => {
      const { x, y } = this.map.latLngToContainerPoint(at);
      return [x, y];
    };
    const areas = this.areas
      .filter(({ kind }) => isNamed(kind, zoom))
      .map(({ kind, state, names, room, at }) => ({
        kind,
        text: names[this.language],
        weight: room,
        room: room * degree,
        points: [...at.map(([lon, lat]) => [lat, lon]), ...this.others(kind, state, at)].map(pixels),
        inside: kind === "state" ? (box) => this.isIn(state, box) : null,
      }));
    const { chosen } = this;
    if (chosen) areas.push({ kind: "chosen", text: chosen.text, weight: 1, room: Infinity, points: [pixels(chosen.at)] });
    const least = leastPeople(zoom);
    const near = this.near();
    const towns = (near.length ? near : this.towns)
      .filter(({ name, people, at }) => name && people >= least && view.contains(at))
      .map(({ name, people, at }) => ({ kind: "town", text: name, weight: people, points: [pixels(at)] }));
    return [...areas, ...towns];
  }

  /** Other places for a state's name, the nearest to its first one first. */
  others(kind, state, [[lon, lat]]) {
    const away = (at) => Math.hypot(at[0] - lat, at[1] - lon);
    return kind === "state" ? this.states().within(state).toSorted((a, b) => away(a) - away(b)) : [];
  }

  /** Whether a box lies in a state, or goes beyond it where no other state is. */
  isIn(state, { left, top, right, bottom }) {
    const there = (x, y) => {
      const { lat, lng } = this.map.containerPointToLatLng([left + x * (right - left), top + y * (bottom - top)]);
      return this.states().at(lat, lng);
    };
    if (there(0.5, 0.5) !== state) return false;
    return ACROSS.every((x) => DOWN.every((y) => [state, undefined].includes(there(x, y))));
  }

  width(kind, text) {
    this.context.font = `${FONTS[kind]} ${FAMILY}`;
    return this.context.measureText(text).width;
  }

  sitesIn(width, height) {
    return this.sites
      .map((at) => this.map.latLngToContainerPoint(at))
      .filter(({ x, y }) => x > -SITE && y > -SITE && x < width + SITE && y < height + SITE)
      .map(({ x, y }) => ({ left: x - SITE, top: y - SITE, right: x + SITE, bottom: y + SITE }));
  }

  controls() {
    const container = this.map.getContainer();
    const { left, top } = container.getBoundingClientRect();
    return [...container.querySelectorAll(".leaflet-control")].map((control) => {
      const box = control.getBoundingClientRect();
      return { left: box.left - left, top: box.top - top, right: box.right - left, bottom: box.bottom - top };
    });
  }

  paint(width, height) {
    const { canvas, context, inks } = this;
    const hasDots = this.near().length > 0; // then towns are drawn already
    const sharp = window.devicePixelRatio || 1;
    canvas.width = width * sharp;
    canvas.height = height * sharp;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    L.DomUtil.setPosition(canvas, this.map.containerPointToLayerPoint([0, 0]));
    context.scale(sharp, sharp);
    Object.assign(context, { textAlign: "center", textBaseline: "middle", lineJoin: "round" });
    for (const { kind, lines, point, box } of this.placed) {
      context.fillStyle = inks[kind] ?? inks.town;
      context.strokeStyle = kind === "sea" ? this.sea : inks.halo;
      context.lineWidth = 3;
      context.font = `${FONTS[kind]} ${FAMILY}`;
      if (point && !hasDots) this.dot(point);
      const x = (box.left + box.right) / 2;
      const step = (box.bottom - box.top) / lines.length;
      lines.forEach((line, row) => context.strokeText(line, x, box.top + (row + 0.5) * step));
      lines.forEach((line, row) => context.fillText(line, x, box.top + (row + 0.5) * step));
    }
    canvas.hidden = false;
  }

  dot([x, y]) {
    const { context } = this;
    context.beginPath();
    context.arc(x, y, 2, 0, 2 * Math.PI);
    context.stroke();
    context.fill();
  }
}
