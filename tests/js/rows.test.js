import assert from "node:assert/strict";
import test from "node:test";

import { sorted, writer } from "../../dashboard/rows/rows.js";

const ROWS = [
  ["a", "Zaachila", 12, [90, "90 (72 to 112)"]],
  ["b", "Ábrego", null, [30, "30 (24 to 38)"]],
  ["c", "Acatlán", 3, [null, "off the roads"]],
  ["d", "Nopala", 7, null],
];
const keys = (order) => sorted(ROWS, order, "es-MX").map(([key]) => key).join("");

test("names go by the alphabet of the language, figures by size, and what is not known comes last both ways", () => {
  assert.equal(keys(undefined), "abcd");
  assert.equal(keys({ column: 0, upwards: true }), "bcda");
  assert.equal(keys({ column: 1, upwards: false }), "adcb");
  assert.equal(keys({ column: 1, upwards: true }), "cdab");
});

test("what has words for a number goes by the number", () => {
  assert.equal(keys({ column: 2, upwards: true }).slice(0, 2), "ba");
  assert.equal(keys({ column: 2, upwards: false }).slice(0, 2), "ab");
});

test("a number is written with its sign as the language does, words as they are, what is not known as a dash", () => {
  assert.equal(writer({ decimals: 1, pattern: "≈ #" }, "es-MX")(1234.56), "≈ 1,234.6");
  assert.equal(writer({ decimals: 0, pattern: "# %" }, "es-MX")(48.4), "48 %");
  assert.equal(writer({}, "en")([90, "90 (72 to 112)"]), "90 (72 to 112)");
  assert.equal(writer({}, "en")("Oaxaca"), "Oaxaca");
  for (const column of [{}, { decimals: 0 }]) assert.equal(writer(column, "en")(null), "–");
});
