/** Gained: a line; lost: dashes. */
const GAINED = { color: "#111111", weight: 2.2, fill: false, interactive: false };
const LOST = { ...GAINED, dashArray: "3 3" };

/** What the last change of the question did: said in a line, and outlined, until a person dismisses it. */
export class Changed {
  constructor(map, municipalities) {
    this.map = map;
    this.municipalities = municipalities;
    this.step = null; // which is shown
    this.dismissed = undefined; // which was, last
    this.outlines = L.layerGroup().addTo(map);
    map.createPane("changed").style.zIndex = 448;
    map.getPane("changed").style.pointerEvents = "none";
    this.renderer = L.canvas({ pane: "changed" });
    const control = L.control({ position: "bottomleft" });
    control.onAdd = () => L.DomUtil.create("div", "alcance-changed");
    this.box = control.addTo(map).getContainer();
    this.box.setAttribute("role", "status");
    this.box.hidden = true;
    L.DomEvent.disableClickPropagation(this.box);
  }

  /** Show the state's part `changed`, or that nothing has been changed. */
  show(state) {
    // What was changed before this map was there is no news on it.
    if (this.dismissed === undefined) this.dismissed = state && state.step;
    const step = state && state.step !== this.dismissed ? state.step : null;
    if (step === this.step) return;
    this.step = step;
    this.outlines.clearLayers();
    this.box.hidden = step === null;
    this.box.replaceChildren();
    if (step === null) return;
    const close = Object.assign(document.createElement("button"), { type: "button", textContent: "\u00d7" });
    close.setAttribute("aria-label", state.close);
    close.addEventListener("click", () => {
      this.dismissed = step;
      this.show(null);
      this.map.getContainer().focus({ preventScroll: true });
    });
    this.box.append(Object.assign(document.createElement("span"), { textContent: state.said }), close);
    this.draw(state.gained, GAINED);
    this.draw(state.lost, LOST);
  }

  draw(rows, look) {
    for (const row of rows) {
      const shape = this.municipalities.shapes[row];
      L.polygon(shape.getLatLngs(), { ...look, pane: "changed", renderer: this.renderer }).addTo(this.outlines);
    }
  }
}
