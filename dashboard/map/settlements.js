import { once } from "./files.js";
import { radius, settlementsOf } from "./geometry.js";
import { settlementTip, sizesLegend } from "./words.js";

/** They are drawn when the map is this near. */
const NEAR = 10;

/** Which of some drawn settlements a point of the map is on: the nearest of those that reach it, a little more for a finger. */
export function nearest(point, drawn) {
  let found = null;
  let least = Infinity;
  for (const each of drawn) {
    const away = point.distanceTo(each.point) - each.radius;
    if (away <= 3 && away < least) [found, least] = [each, away];
  }
  return found;
}

/** The embedded settlements of what is in view, from a file a state, when a person is near. */
export class Settlements {
  /**
   * @param folder where the files are; `files` names those of a state
   * @param statesWithin keys of the states within some bounds
   * @param changed told when others are drawn than before
   */
  constructor(map, tips, { folder, files, statesWithin, changed }) {
    Object.assign(this, { map, tips, folder, files, statesWithin, changed });
    this.words = null;
    this.turn = 0;
    this.shown = "";
    this.drawn = [];
    this.under = null;
    // Nothing of theirs catches the mouse: the municipalities below are still chosen by a click.
    const pane = map.createPane("settlements");
    pane.style.zIndex = 440;
    pane.style.pointerEvents = "none";
    this.canvas = L.canvas({ pane: "settlements" });
    this.group = L.layerGroup().addTo(map);
    this.legend = L.control({ position: "bottomright" });
    this.legend.onAdd = () => L.DomUtil.create("div", "alcance-near");
    map.on("moveend", () => this.refresh());
    // Leaflet's own event leaves out moves that follow another closely, the last one too.
    L.DomEvent.on(map.getContainer(), "mousemove", (event) => this.look(map.mouseEventToLayerPoint(event)));
    L.DomEvent.on(map.getContainer(), "mouseleave", () => this.look(null));
  }

  /** Show the state's part `settlements`: words and sizes, or null where they are not to be shown. */
  show(state) {
    this.words = state;
    return this.refresh();
  }

  async refresh() {
    const mine = ++this.turn;
    // A change of the question changes nothing here.
    const view = this.words && this.map.getZoom() >= NEAR ? this.map.getBounds() : null;
    const wanted = view ? view.toBBoxString() : "";
    if (wanted === this.shown) return;
    const states = view ? this.statesWithin(view).filter((state) => this.files[state]) : [];
    const parts = await Promise.all(states.map((state) => once(this.folder + this.files[state]).catch(() => null)));
    if (mine !== this.turn) return;
    const failed = parts.includes(null);
    this.shown = failed ? null : wanted;
    this.draw(parts.filter(Boolean), { some: states.length > 0, failed });
    this.changed();
  }

  draw(parts, { some, failed }) {
    this.look(null);
    this.group.clearLayers();
    this.legend.remove();
    this.drawn = [];
    if (!this.words) return;
    const view = this.map.getBounds().pad(0.1);
    this.drawn = parts.flatMap(settlementsOf).filter((each) => view.contains(each.at));
    // The largest first, so that none hides a smaller one.
    this.drawn.sort((a, b) => (b.abroad ?? -1) - (a.abroad ?? -1));
    for (const each of this.drawn) {
      each.radius = radius(each.abroad, this.words.scale);
      each.point = this.map.latLngToLayerPoint(each.at);
      const fill = each.abroad === null ? { fill: false } : { fillColor: "#1a1a1a", fillOpacity: 0.55 };
      L.circleMarker(each.at, {
        renderer: this.canvas, pane: "settlements", interactive: false, radius: each.radius, weight: 0.8, color: "#1a1a1a", ...fill,
      }).addTo(this.group);
    }
    if (some) this.showLegend(failed);
  }

  showLegend(failed) {
    const { words } = this;
    const box = this.legend.addTo(this.map).getContainer();
    if (failed) {
      box.textContent = words.failed;
      return;
    }
    const dots = [...words.examples.map(([value, label]) => [value, label]), [null, words.hollow]];
    const sized = dots.map(([value, label]) => [radius(value, words.scale), label, value === null]);
    box.innerHTML = String(sizesLegend(words, sized));
  }

  look(point) {
    const found = point && nearest(point, this.drawn);
    if (found === this.under) return;
    this.under = found;
    if (found) this.tips.showSettlement(settlementTip(found, this.words), found.at);
    else this.tips.hideSettlement();
  }
}
