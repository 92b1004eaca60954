import { html } from "./words.js";

/** How an entry's swatch looks: a class as the map paints it, a site as it is drawn. */
function swatch({ marks, look, fill, edge }, styles) {
  if (!marks) return html`<i class="${look}" style="${look.startsWith("site") ? `background:${fill};border-color:${edge}` : ""}"></i>`;
  const { fill: colour, hatch, dash } = styles[[...marks].find((mark) => styles[mark])];
  const lines = hatch && `repeating-linear-gradient(${hatch[1] < 0 ? 45 : -45}deg,${hatch[0]} 0 ${Math.abs(hatch[1])}px,transparent 0 4.2px),`;
  return html`<i class="${dash ? "dashed" : ""}" style="background:${lines || ""}linear-gradient(${colour},${colour})"></i>`;
}

/** The legend below a map. An entry of municipalities hides them when it is pressed, and shows them when it is pressed again. */
export class Legend {
  /** @param {(classes: string) => void} hide told the characters of the classes that are hidden now */
  constructor(root, hide) {
    this.box = Object.assign(document.createElement("div"), { className: "alcance-key" });
    root.append(this.box);
    this.pressed = new Set(); // labels of what is hidden
    this.rows = [];
    this.hide = hide;
    this.shown = "";
    this.box.addEventListener("click", (event) => this.press(event.target.closest("button")));
  }

  /** Show the state's part `legend`; `styles` are those of the municipalities. */
  show(state, styles) {
    const shown = JSON.stringify([state, styles]);
    if (shown === this.shown) return;
    this.shown = shown;
    this.rows = state.rows;
    const items = state.rows.map((row) => {
      const inner = html`${swatch(row, styles)}${row.label} <b>${row.count}</b>`;
      if (!row.marks) return html`<li><span>${inner}</span></li>`;
      return html`<li><button type="button" aria-pressed="${!this.pressed.has(row.label)}" title="${state.hint}">${inner}</button></li>`;
    });
    this.box.innerHTML = String(html`<ul aria-label="${state.name}. ${state.hint}">${items}</ul><p>${state.source}</p>`);
    this.tell();
  }

  press(button) {
    if (!button) return;
    const { label } = this.rows[[...this.box.querySelectorAll("li")].indexOf(button.parentElement)];
    if (!this.pressed.delete(label)) this.pressed.add(label);
    button.setAttribute("aria-pressed", !this.pressed.has(label));
    this.tell();
  }

  tell() {
    const hidden = this.rows.filter(({ marks, label }) => marks && this.pressed.has(label));
    this.hide(hidden.map(({ marks }) => marks).join(""));
  }
}
