// The map: a Streamlit component (dashboard/map/__init__.py says its state and its events) that draws the municipalities
// once, then repaints what a new state changes. No figure is computed here: what a tooltip says was sent.

import "./leaflet.js";
import { Beside, follow } from "./beside.js";
import { Changed } from "./changed.js";
import { once, onceEach, unpack } from "./files.js";
import { decode, statesOf } from "./geometry.js";
import { drawGround } from "./ground.js";
import { Legend } from "./legend.js";
import { Municipalities } from "./municipalities.js";
import { Names } from "./names.js";
import { Overlay } from "./overlay.js";
import { Settlements } from "./settlements.js";
import { Tips } from "./tips.js";
import { View } from "./view.js";
import { html, municipalityTip } from "./words.js";

/** How near the map ends: at about 1:50,000 in Mexico's south. */
const OPTIONS = { preferCanvas: true, zoomSnap: 0.1, minZoom: 4, maxZoom: 13.5, attributionControl: false };

/** What is otherwise where a person's system asks for less motion: the map is at once where it is to be. */
const STILL = { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false };
const StillMap = L.Map.extend({
  panBy(offset, options) {
    return L.Map.prototype.panBy.call(this, offset, { ...options, animate: false });
  },
});

function makeMap(box) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return still ? new StillMap(box, { ...OPTIONS, ...STILL }) : new L.Map(box, OPTIONS);
}

/** What the map never shows more than: beyond, the neighbours' land was not sent. South-west and north-east. */
const EDGES = [[-6, -150], [56, -60]];

/** Has the page's style know how high a map and all that stands with it is: on a phone it stays until its end is seen. */
function tellHeight(stage) {
  document.documentElement.style.setProperty("--alcance-stage-height", `${stage.offsetHeight}px`);
}

/** The municipalities of a file, and which state is where. */
const municipalitiesOf = onceEach(async (address) => {
  const geometry = decode(await once(address), L.latLng);
  let states;
  return { ...geometry, states: () => (states ??= statesOf(geometry.keys, geometry.shapes)) };
});

/** Make ready what every map needs, while a browser is at rest: a page waits for its server before it has a map. */
export async function prepare({ geometry, land, facts }) {
  const rest = globalThis.requestIdleCallback ?? setTimeout;
  try {
    await Promise.all([once(geometry), once(facts), land && once(land)]);
    await new Promise((done) => rest(done));
    await municipalitiesOf(geometry);
  } catch {
    // A map asks again, and says so.
  }
}

const maps = new WeakMap();
let turns = 0; // states that were shown on this page, on all maps of it

/** What Streamlit calls at first and whenever the state changes; the answer ends the map. */
export function show(component) {
  const { parentElement } = component;
  if (!maps.has(parentElement)) maps.set(parentElement, new GapMap(parentElement, component.data));
  const map = maps.get(parentElement);
  map.component = component;
  map.show(component.data);
  return () => {
    maps.delete(parentElement);
    map.remove();
  };
}

class GapMap {
  constructor(root, { files, height }) {
    this.files = files;
    this.box = document.createElement("div");
    this.box.className = "alcance-map";
    this.box.alcance = this; // for tests and measurements
    this.frame = Object.assign(document.createElement("div"), { className: "alcance-frame" });
    if (height) this.frame.style.setProperty("--alcance-map-height", `${height}px`);
    this.frame.append(this.box);
    root.append(this.frame);
    this.turn = 0;
    this.drawn = null;
    this.told = null;
    this.tooltips = null; // complete when their files have come
    this.styled = Promise.all(files.styles.map((address) => styled(root, address)));
    this.styled.catch(() => {}); // who waits for it says so
  }

  async show({ drawn, told, failed }) {
    const mine = (this.turn = ++turns);
    this.tooltips = null;
    this.drawn = drawn;
    try {
      // What is there already is painted within this call: whatever is waited for comes after all that Streamlit draws.
      if (this.map) this.paint(drawn);
      else {
        const { geometry, land, facts } = this.files;
        const parts = await Promise.all([municipalitiesOf(geometry), once(facts), land && once(land), this.styled]);
        if (mine !== this.turn) return;
        this.start(drawn, ...parts);
      }
      this.said(mine);
      // The rest is for a mouse over the map: painting does not wait for it.
      const rest = await unpack(told);
      const parts = await Promise.all(rest.tooltips.files.map(once));
      if (mine !== this.turn) return;
      this.told = rest;
      this.complete(rest, parts);
      this.box.querySelector("[role=alert]")?.remove();
      this.box.dataset.complete = mine;
    } catch (error) {
      this.fail(`${failed} (${error.message})`);
    }
  }

  start(state, geometry, facts, land) {
    this.facts = facts;
    this.box.setAttribute("role", "region");
    this.box.setAttribute("aria-label", state.label);
    this.map = makeMap(this.box);
    L.control.scale({ imperial: false }).addTo(this.map);
    this.view = new View(this.map, state.bounds);
    this.tips = new Tips(this.map);
    this.municipalities = new Municipalities(geometry, {
      enter: (row, at) => this.enter(row, at),
      move: (at) => this.tips.moveMunicipality(at),
      leave: () => this.tips.hideMunicipality(),
      click: (row, at) => this.click(row, at),
    });
    this.overlay = new Overlay(this.map, this.municipalities);
    this.legend = new Legend(this.frame, (classes) => this.municipalities.hide(classes));
    this.changed = new Changed(this.map, this.municipalities);
    this.beside = new Beside(this.map, (id) => this.component.setTriggerValue("beside", id));
    this.settlements = new Settlements(this.map, this.tips, {
      folder: new URL(".", new URL(this.files.facts, document.baseURI)),
      files: facts.settlements,
      statesWithin: (bounds) => this.municipalities.statesWithin(bounds),
      changed: () => this.names?.draw(),
    });
    if (land) this.lay(land, geometry.states);
    if (state.tiles) this.offerTiles(state.tiles);
    // Leaflet would scroll the page when a press gives the map the keyboard.
    this.box.addEventListener("pointerdown", () => this.box.focus({ preventScroll: true }));
    this.resized = new ResizeObserver(() => this.map.invalidateSize({ pan: false }));
    this.resized.observe(this.box);
    const stage = (this.frame.getRootNode().host ?? this.frame).closest(".st-key-stage");
    if (stage) new ResizeObserver(() => tellHeight(stage)).observe(stage);
    // The view comes first, so that nothing is drawn twice.
    this.municipalities.paint(state.municipalities);
    this.follow(state.focus);
    this.municipalities.addTo(this.map);
    this.paint(state);
    this.leave = follow(this.map);
  }

  /** Draw the ground, and end the map where that ends. */
  lay(land, states) {
    const { ground, towns } = this.facts;
    drawGround(this.map, land, ground.colours);
    this.names = new Names(this.map, ground, { towns, states, near: () => this.settlements.drawn });
    const end = () => this.map.setMinZoom(Math.max(OPTIONS.minZoom, this.map.getBoundsZoom(EDGES, true)));
    end();
    this.map.on("resize", end).setMaxBounds(EDGES);
  }

  paint(state) {
    this.municipalities.paint(state.municipalities);
    this.overlay.showCatchments(state.catchments);
    this.overlay.showAreas(state.areas);
    this.follow(state.focus);
  }

  follow(wish) {
    this.view.follow(wish, this.municipalities.shape(wish?.key));
  }

  complete({ language, legend, tooltips, sites, points, settlements, changed, beside }, parts) {
    this.legend.show(legend, this.drawn.municipalities.styles);
    this.changed.show(changed);
    this.beside.show(beside);
    this.tooltips = { ...tooltips, figures: Object.assign({}, ...parts, tooltips.figures) };
    const known = sites.own ?? this.facts.sites;
    this.sites = [...known, ...sites.hypothetical];
    this.overlay.showSites({ shown: sites.shown, sites: this.sites, imagined: known.length }, tooltips);
    this.overlay.showPoints(points);
    const places = sites.shown.map(([row]) => [this.sites[row].lat, this.sites[row].lon]);
    this.names?.show(language, places, this.chosenName());
    this.settlements.show(settlements);
  }

  chosenName() {
    const { chosen } = this.drawn.municipalities;
    const shape = this.municipalities.shape(chosen);
    return shape ? { text: this.facts.names[this.municipalities.rows.get(chosen)][0], at: shape.getCenter() } : null;
  }

  /** Say in the document which state is painted, and when. */
  said(turn) {
    // The browser shows it in the next frame, and what is posted in that frame runs after it.
    const channel = new MessageChannel();
    channel.port1.addEventListener("message", () => {
      this.box.dataset.painted = turn;
      this.box.dataset.paintedAt = performance.timeOrigin + performance.now();
      channel.port1.close();
    });
    channel.port1.start();
    requestAnimationFrame(() => channel.port2.postMessage(null));
  }

  enter(row, at) {
    if (!this.tooltips) return false;
    const [name, state] = this.facts.names[row];
    const { fill, edge = "#777", said } = this.municipalities.look(row);
    const municipality = { key: this.municipalities.keys[row], name, state, fill, edge, said };
    this.tips.showMunicipality(municipalityTip(municipality, row, this.tooltips, this.sites), at);
    return true;
  }

  click(row, { lat, lng }) {
    // Where a person puts sites, a click is a place, as a question has it.
    if (this.drawn.pins) this.component.setTriggerValue("place", `${lng.toFixed(3)}_${lat.toFixed(3)}`);
    else this.component.setTriggerValue("municipality", this.municipalities.keys[row]);
  }

  // Off until a person turns it on: until then no other host is asked for anything.
  offerTiles({ url, credit, name }) {
    const layer = L.tileLayer(url, { attribution: String(html`${credit}`), maxZoom: OPTIONS.maxZoom });
    // Tiles have land and names of their own.
    const fade = (opacity, display) => {
      this.map.getPane("overlayPane").style.opacity = opacity;
      for (const pane of ["ground", "names"]) this.map.getPane(pane)?.style.setProperty("display", display);
    };
    layer.on("add", () => fade(0.65, "none"));
    layer.on("remove", () => fade(1, ""));
    L.control.attribution({ prefix: false }).addTo(this.map);
    L.control.layers(null, { [html`${name}`]: layer }, { collapsed: false }).addTo(this.map);
  }

  fail(said) {
    this.box.querySelector("[role=alert]")?.remove();
    const alert = document.createElement("p");
    alert.className = "alcance-map-error";
    alert.setAttribute("role", "alert");
    alert.textContent = said;
    this.box.append(alert);
  }

  remove() {
    this.turn = null;
    this.leave?.();
    this.resized?.disconnect();
    this.view?.remove();
    this.map?.remove().off(); // Leaflet tells of a window's new size a moment later, and there is no map any longer
    this.frame.remove();
  }
}

function styled(root, address) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
  const done = new Promise((resolve, reject) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", () => reject(new Error(address)));
  });
  root.append(link);
  return done;
}
