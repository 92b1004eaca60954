import assert from "node:assert/strict";
import test from "node:test";

import { html, linesTip, municipalityTip, settlementTip, siteTip, sizesLegend } from "../../dashboard/map/words.js";

const HOSTILE = `<img src=x onerror="hit()">'\`&`;
const SAFE = "&lt;img src=x onerror=&quot;hit()&quot;&gt;&#39;&#96;&amp;";
const LABELS = {
  unknown: "no data", none: "none", about: "about", range: "{low} to {high}", percent: "{number} %", covers_nobody: "covers nobody", "sureness.office": "office known",
  "status.6": "Gap", "why.6": "Many return.", nearest: "Nearest: {site}.", rate: "Rate", dwellings: "Dwellings", interval: "Interval",
};
const ROWS = [
  { key: "rate", decimals: 2, percent: true },
  { key: "dwellings", decimals: 0, about: true },
  { key: "interval", kind: "interval", decimals: 2, percent: true },
];
const PARTS = [{ key: "site", kind: "site" }];
const SITE = { es: ["Programa", "Sede"], en: ["Program", "Site"], sure: "office" };

function tip(figures, names = "en", said = undefined) {
  const municipality = { key: "20067", name: "Oaxaca", state: "Oaxaca", fill: "#d55e00", edge: "#777", said };
  return String(municipalityTip(municipality, 0, { labels: LABELS, names, locale: "es-MX", rows: ROWS, parts: PARTS, figures: { status: "6", ...figures } }, [SITE]));
}

test("what is put into a template is text, in lists too", () => {
  assert.equal(String(html`<b title="${HOSTILE}">${[HOSTILE, html`<i>${HOSTILE}</i>`]}</b>`), `<b title="${SAFE}">${SAFE}<i>${SAFE}</i></b>`);
});

test("every tooltip and legend escapes what it says", () => {
  const said = [
    siteTip({ es: [HOSTILE, HOSTILE], sure: null }, true, { labels: LABELS, names: "es" }),
    linesTip([HOSTILE, HOSTILE]),
    settlementTip({ name: HOSTILE, people: 1, abroad: null }, { unknown: HOSTILE, population: HOSTILE, abroad_2015: "", locale: "en" }),
    sizesLegend({ means: HOSTILE }, [[3, HOSTILE, true]]),
  ];
  for (const each of said) {
    assert.ok(String(each).includes(SAFE));
    assert.ok(!String(each).includes("<img"));
  }
});

test("a municipality's tooltip says figures with their unit, sites by name, and what is not known", () => {
  const said = tip({ rate: [1234.5], dwellings: [262], site: [0], interval: [[1.2, 3.4]] });
  for (const each of ["Gap", "20067", "1,234.50 %", "about 262", "<p>Many return. Nearest: Site (office known).</p>", "1.20 to 3.40 %"]) {
    assert.ok(said.includes(each), each);
  }
  const unknown = tip({ rate: [null], dwellings: [null], site: [-1], interval: [null] }, "es");
  assert.equal(unknown.split("no data").length - 1, 3);
  assert.ok(unknown.includes("Nearest: none."));
  const firm = tip({ rate: [1], dwellings: [2], site: [0], interval: [[1, 3]] }, "en", "likely");
  assert.ok(firm.includes("Gap · likely"));
});

test("a site says how sure it is and whether it covers nobody", () => {
  const words = { labels: LABELS, names: "en" };
  assert.equal(String(siteTip(SITE, true, words)), "<strong>Program</strong><br>Site<br>office known");
  assert.ok(String(siteTip({ ...SITE, sure: null }, false, words)).endsWith("Site<br><em>covers nobody</em>"));
});

test("a settlement that nobody named, or nobody counted, says so", () => {
  const words = { unnamed: "unnamed", unknown: "no data", population: "People", abroad_2015: "Abroad", locale: "es-MX" };
  const said = String(settlementTip({ name: null, people: 12345, abroad: null }, words));
  assert.ok(said.includes("unnamed") && said.includes("12,345") && said.includes("no data"));
});
