// What tooltips and legends say, as HTML in which every value is escaped. Figures arrive rounded: here they only get the
// language's separators and their unit.

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "`": "&#96;" };

class Html {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

function escaped(value) {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(escaped).join("");
  return String(value).replace(/[&<>"'`]/g, (character) => ENTITIES[character]);
}

/** A template whose values are text, unless they are such templates themselves or lists of them. */
export function html(strings, ...values) {
  return new Html(String.raw({ raw: strings }, ...values.map(escaped)));
}

function number(value, locale, decimals = 0) {
  return value.toLocaleString(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** A sentence of the catalogue with its places filled. */
function filled(sentence, parts) {
  return sentence.replaceAll(/\{(\w+)\}/g, (_, name) => parts[name]);
}

function figure(row, value, { labels, names, locale }, sites) {
  if (value === null) return labels.unknown;
  if (row.kind === "site") {
    if (value < 0) return labels.none;
    const site = sites[value];
    return site[names][1] + (site.sure ? ` (${labels[`sureness.${site.sure}`]})` : "");
  }
  const [low, high] = [value].flat().map((each) => number(each, locale, row.decimals));
  const written = row.kind === "interval" ? filled(labels.range, { low, high }) : low;
  const withUnit = row.percent ? filled(labels.percent, { number: written }) : written + (row.unit ? ` ${row.unit}` : "");
  return (row.about ? `${labels.about} ` : "") + withUnit;
}

/**
 * A municipality's tooltip: its name, its status, a few figures, why, and what is nearest.
 *
 * @param {{key, name, state, fill, edge, said}} municipality `said` is how firm its status is, or nothing
 * @param {number} row its place in the figures
 * @param tooltips the part of the state, its figures complete
 * @param sites what the figures' numbers of sites stand for
 */
export function municipalityTip(municipality, row, tooltips, sites) {
  const { labels, rows, parts, figures } = tooltips;
  const said = (line) => figure(line, figures[line.key][row], tooltips, sites);
  const status = figures.status[row];
  const words = Object.fromEntries(parts.map((line) => [line.key, said(line)]));
  const firm = municipality.said ? ` · ${municipality.said}` : "";
  return html`<div class="title">${municipality.name}</div><div class="state">${municipality.state} · ${municipality.key}</div
    ><div class="status"><span style="background:${municipality.fill};border-color:${municipality.edge}"></span
    >${labels[`status.${status}`]}${firm}</div><table>${rows.map(
      (line) => html`<tr><th>${labels[line.key]}</th><td>${said(line)}</td></tr>`,
    )}</table><p>${filled(labels[`why.${status}`], words)} ${filled(labels.nearest, words)}</p>`;
}

/** A site's tooltip: program, site, how sure it is, and whether it covers nobody. */
export function siteTip(site, covers, { labels, names }) {
  const [program, name] = site[names];
  const sure = site.sure ? html`<br>${labels[`sureness.${site.sure}`]}` : "";
  const note = covers ? "" : html`<br><em>${labels.covers_nobody}</em>`;
  return html`<strong>${program}</strong><br>${name}${sure}${note}`;
}

/** A tooltip of lines that Python has written, the first of them the name. */
export function linesTip([name, ...lines]) {
  return html`<strong>${name}</strong>${lines.map((line) => html`<br>${line}`)}`;
}

/** The tooltip of an embedded settlement. */
export function settlementTip({ name, people, abroad }, words) {
  const said = (value) => (value === null ? words.unknown : number(value, words.locale));
  return html`<div class="title">${name || words.unnamed}</div><table><tr><th>${words.population}</th><td>${said(people)}</td></tr
    ><tr><th>${words.abroad_2015}</th><td>${said(abroad)}</td></tr></table>`;
}

/** The legend of the embedded settlements; `dots` are [radius, label, whether hollow]. */
export function sizesLegend(words, dots) {
  const items = dots.map(([radius, label, hollow]) => {
    const width = (2 * radius).toFixed(1);
    return html`<li><i class="${hollow ? "hollow" : ""}" style="width:${width}px;height:${width}px"></i>${label}</li>`;
  });
  return html`${words.means}<ul>${items}</ul>`;
}
