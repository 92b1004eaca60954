import { outline, radius } from "./geometry.js";
import { html, linesTip, siteTip } from "./words.js";

const INK = "#1b3a5c";
const LINE = { color: INK, weight: 1.4, interactive: false, className: "catchment", pane: "catchments" };
const AREA = { ...LINE, fillColor: INK, fillOpacity: 0.05 };
/** The line about an area that one office serves. */
const EDGE = { color: "#111111", weight: 2.4, fill: false, interactive: false, className: "area", pane: "catchments" };
/** From which zoom on areas are named: farther off their names would lie on each other. */
const NAMED = 7;
/** Dashes of the ring that tells how sure a site is. */
const RINGS = { confirmed: null, office: "4 2.5", state: "1.5 2.5" };

function nameplate(name) {
  return L.divIcon({ className: "alcance-area", html: String(html`${name}`), iconSize: null });
}

/** What lies over the municipalities: catchments, sites, a municipality's settlements. A part is drawn again only when it changes. */
export class Overlay {
  constructor(map, municipalities) {
    this.map = map;
    this.municipalities = municipalities;
    this.parts = {};
    map.createPane("catchments").style.zIndex = 450;
    map.getPane("catchments").style.pointerEvents = "none";
    map.createPane("sites").style.zIndex = 460;
    const offices = map.createPane("offices");
    offices.style.zIndex = 470;
    offices.style.pointerEvents = "none";
    const near = () => offices.toggleAttribute("hidden", map.getZoom() < NAMED);
    map.on("zoomend", near);
    map.whenReady(near);
    // A canvas of their own would catch every move of the mouse over the municipalities below.
    this.dots = { renderer: L.svg({ pane: "sites" }), pane: "sites" };
  }

  redraw(name, state, draw) {
    const shown = JSON.stringify(state);
    if (this.parts[name]?.shown === shown) return;
    this.parts[name]?.group.remove();
    this.parts[name] = { shown, group: L.layerGroup(draw()).addTo(this.map) };
  }

  /** Show the state's part `catchments`. */
  showCatchments(state) {
    this.redraw("catchments", state, () => [
      ...state.circles.map((circle) => L.polygon(outline(circle, state.unit), { ...AREA, smoothFactor: 0.5 })),
      ...state.areas.map((area) => L.polygon(area, AREA)),
      ...state.served
        .map((key) => this.municipalities.shape(key))
        .filter(Boolean)
        .map((shape) => L.polygon(shape.getLatLngs(), { ...LINE, weight: 2, fill: false })),
    ]);
  }

  /** Show the state's part `areas`: the line about each, and its name where its office is, once the map is near. */
  showAreas(areas) {
    this.redraw("areas", areas, () => {
      const area = new Map(areas.flatMap(({ rows }, index) => rows.map((row) => [row, index])));
      const lines = this.municipalities.between((row) => area.get(row));
      const names = areas.map(({ name, at }) => L.marker(at, { interactive: false, keyboard: false, pane: "offices", icon: nameplate(name) }));
      return [L.polyline(lines, EDGE), ...names];
    });
  }

  /**
   * Show sites: `shown` are [row of `sites`, whether it covers]; from the row `imagined` on they are hypothetical.
   */
  showSites({ shown, sites, imagined }, tooltips) {
    // Sites that cover are drawn last: where several share a place, the one that counts is seen.
    const ordered = shown.toSorted((a, b) => a[1] - b[1]);
    this.redraw("sites", [ordered, sites.slice(imagined), tooltips.names, sites.length], () =>
      ordered.flatMap(([row, covers]) => this.site(sites[row], { covers, imagined: row >= imagined, tooltips })),
    );
  }

  site(site, { covers, imagined, tooltips }) {
    const at = [site.lat, site.lon];
    // A ring about the dot tells how sure the site is by its line; it is the dot that takes the mouse.
    const ring = {
      ...this.dots, interactive: false, radius: 6, weight: 1.2, color: INK, fill: false, dashArray: RINGS[site.sure], lineCap: "butt",
      className: `ring ${site.sure}`,
    };
    const counts = covers && !imagined;
    const dot = {
      ...this.dots, radius: imagined ? 6 : covers ? 3.5 : 2.5, weight: imagined ? 2 : 1.5, color: counts ? "#ffffff" : INK,
      dashArray: imagined ? "3 2" : null, fillColor: counts ? INK : "#ffffff", fillOpacity: 1,
      className: imagined ? "site hypothetical" : "site",
    };
    const tip = String(siteTip(site, covers, tooltips));
    return [
      ...(site.sure ? [L.circleMarker(at, ring)] : []),
      L.circleMarker(at, dot).bindTooltip(tip, { className: "alcance-tip" }),
    ];
  }

  /** Show the state's part `points`: settlements of one municipality. */
  showPoints(state) {
    this.redraw("points", state, () =>
      state.places.map(([lon, lat, value, kind, lines]) => {
        const known = value !== null;
        const colour = state.colours[kind];
        return L.circleMarker([lat, lon], {
          ...this.dots, radius: radius(value, state.scale), weight: known ? 0.8 : 1.2, color: known ? "#1a1a1a" : colour,
          fillColor: colour, fillOpacity: known ? 0.85 : 0, className: known ? "settlement" : "settlement hollow",
        }).bindTooltip(String(linesTip(lines)), { className: "alcance-tip" });
      }),
    );
  }
}
