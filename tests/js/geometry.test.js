import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { decode, land, outline, radius, settlementsOf, statesOf } from "../../dashboard/map/geometry.js";

// Two squares side by side in state 01, a triangle of two parts in state 02 to the right of them; arc 1 is shared by the
// squares, arc 3 by the second square and the triangle.
const TOPOLOGY = {
  transform: { scale: [0.5, 0.25], translate: [-100, 20] },
  arcs: [
    [[2, 0], [-2, 0], [0, 4], [2, 0]],
    [[2, 4], [0, -4]],
    [[2, 0], [2, 0]],
    [[4, 0], [0, 4]],
    [[4, 4], [-2, 0]],
    [[4, 4], [4, -2], [-4, -2]],
    [[10, 0], [2, 0], [0, 2], [-2, -2]],
  ],
  objects: {
    m: {
      geometries: [
        { type: "Polygon", id: "01001", arcs: [[0, 1]] },
        { type: "Polygon", id: "01002", arcs: [[~1, ~4, ~3, ~2]] },
        { type: "MultiPolygon", id: "02001", arcs: [[[3, 5]], [[6]]] },
      ],
    },
  },
};
const place = (lat, lng) => ({ lat, lng });

test("arcs become rings of places that neighbours share", () => {
  const { keys, shapes } = decode(TOPOLOGY, place);
  assert.deepEqual(keys, ["01001", "01002", "02001"]);
  const [[[west]], [[east]], multi] = shapes;
  assert.deepEqual(west, [place(20, -99), place(20, -100), place(21, -100), place(21, -99), place(20, -99)]);
  assert.equal(east[0], west[4], "the corner is one place");
  assert.deepEqual(east.at(-1), east[0], "the ring is closed");
  assert.deepEqual(multi.map((rings) => rings.map((ring) => ring.length)), [[4], [4]]);
});

test("a state's border is what two states share, and what nobody shares", () => {
  const { keys, between } = decode(TOPOLOGY, place);
  const borders = between((row) => keys[row].slice(0, 2));
  const shared = [place(21, -99), place(20, -99)];
  assert.equal(borders.length, 6);
  assert.ok(!borders.some((line) => JSON.stringify(line) === JSON.stringify(shared)));
});

test("a group's outline is without the borders inside it, and what is in no group has none", () => {
  const { between } = decode(TOPOLOGY, place);
  const shared = JSON.stringify([place(21, -99), place(20, -99)]);
  const both = between((row) => (row < 2 ? "a" : undefined)).map((line) => JSON.stringify(line));
  assert.equal(both.length, 4);
  assert.ok(!both.includes(shared));
  const one = between((row) => (row === 0 ? "a" : undefined)).map((line) => JSON.stringify(line));
  assert.equal(one.length, 2);
  assert.ok(one.includes(shared));
  assert.deepEqual(between(() => undefined), []);
});

test("land is every country's polygons; its lines are what two countries share", () => {
  const { m: countries } = TOPOLOGY.objects;
  const { shapes, borders } = land({ ...TOPOLOGY, objects: { countries } }, place);
  assert.deepEqual(shapes.map((rings) => rings[0].length), [5, 5, 4, 4]);
  assert.deepEqual(borders, [[place(21, -99), place(20, -99)], [place(20, -98), place(21, -98)]]);
});

test("circles are what Python packed, to half a unit", { skip: !process.env.ALCANCE_CIRCLES }, () => {
  const { circles, unit, rings } = JSON.parse(readFileSync(process.env.ALCANCE_CIRCLES, "utf8"));
  assert.ok(circles.length > 0);
  circles.forEach((circle, i) => {
    const drawn = outline(circle, unit);
    assert.equal(drawn.length, 2 * rings[i].length - 2);
    rings[i].forEach(([lon, lat], k) => {
      assert.ok(Math.abs(drawn[k][0] - lat) <= (0.5001 * unit) / 1e4);
      assert.ok(Math.abs(drawn[k][1] - lon) <= (1.0001 * unit) / 1e4);
    });
    const [x0] = circle;
    const mirrored = drawn.at(-1);
    assert.ok(Math.abs(mirrored[1] + drawn[1][1] - (2 * x0 * unit) / 1e4) < 1e-9);
  });
});

test("the area of a settlement grows with its figure, and what is not known is small", () => {
  const scale = { largest: 200, most: 14, least: 2 };
  assert.equal(radius(200, scale), 14);
  assert.equal(radius(5000, scale), 14);
  assert.equal(radius(50, scale), 7);
  assert.equal(radius(0, scale), 2);
  assert.equal(radius(null, scale), 2);
});

test("settlements come as steps from one to the next", () => {
  const columns = { names: ["a", null], lon: [-979300, 100], lat: [170300, -200], population: [5, 6], abroad_2015: [null, 0] };
  assert.deepEqual(settlementsOf(columns), [
    { name: "a", people: 5, abroad: null, at: [17.03, -97.93] },
    { name: null, people: 6, abroad: 0, at: [17.01, -97.92] },
  ]);
});

const square = (x, y, side) => [[x, y], [x + side, y], [x + side, y + side], [x, y + side]].map(([lng, lat]) => ({ lng, lat }));

test("each place is in the state whose border is about it, holes and the sea in none", () => {
  const states = statesOf(["07001", "20001"], [[[square(-92, 16, 1), square(-91.6, 16.4, 0.2)]], [[square(-93, 16, 1)]]]);
  const found = [[16.1, -91.9], [16.5, -91.5], [16.9, -92.1], [15.9, -91.9], [16.9, -90.9]].map((each) => states.at(...each));
  assert.deepEqual(found, ["07", undefined, "20", undefined, undefined]);
  assert.ok(states.within("20").length >= 9);
  assert.ok(states.within("20").every((each) => states.at(...each) === "20"));
  assert.deepEqual(states.within("09"), []);
});
