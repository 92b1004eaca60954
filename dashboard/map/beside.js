/** Maps of this page that show one view. */
const together = new Set();

/** Where a person chooses what the answer is compared with. */
export class Beside {
  /** @param {(id: string) => void} choose told which reading a person chooses, or an empty id */
  constructor(map, choose) {
    const control = L.control({ position: "topleft" });
    control.onAdd = () => L.DomUtil.create("label", "alcance-beside");
    this.box = control.addTo(map).getContainer();
    this.box.hidden = true;
    L.DomEvent.disableClickPropagation(this.box);
    this.box.addEventListener("change", (event) => choose(event.target.value));
    this.shown = "";
  }

  /** Show the state's part `beside`; null where nothing is offered. */
  show(state) {
    const shown = JSON.stringify(state);
    if (shown === this.shown) return;
    this.shown = shown;
    this.box.hidden = !state;
    if (!state) return;
    const select = document.createElement("select");
    select.setAttribute("aria-label", state.label);
    for (const [id, words] of state.options) select.add(new Option(words, id, id === state.chosen, id === state.chosen));
    this.box.replaceChildren(Object.assign(document.createElement("span"), { textContent: state.label }), select);
  }
}

/** Have a map follow every move of the others of its page, and they its; the answer ends that. */
export function follow(map) {
  const move = () => {
    if (map.follows) return;
    for (const other of together) {
      if (other === map) continue;
      other.follows = true;
      other.setView(map.getCenter(), map.getZoom(), { animate: false });
      other.follows = false;
    }
  };
  together.add(map);
  map.on("move", move);
  return () => together.delete(map);
}
