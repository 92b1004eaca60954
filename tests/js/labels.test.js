import assert from "node:assert/strict";
import test from "node:test";

import { isNamed, layout, leastPeople } from "../../dashboard/map/labels.js";

const VIEW = { width: 600, height: 400, widthOf: ({ text }) => 7 * text.length, taken: [] };
const town = (text, weight, ...point) => ({ kind: "town", text, weight, points: [point] });
const area = (kind, text, room, ...points) => ({ kind, text, weight: room, room, points });
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const texts = (placed) => placed.map(({ text }) => text);

const site = (x, y) => ({ left: x - 8, top: y - 8, right: x + 8, bottom: y + 8 });
const narrow = (width) => ({
  ...area("state", "Quintana Roo", 50, [300, 200], [340, 260]),
  inside: ({ left, right }) => left >= 340 - width && right <= 340 + width,
});

/** Numbers that look like chance and are the same in every run. */
function* chance(seed) {
  for (let x = seed; ; ) yield (x = (x * 48271) % 2147483647) / 2147483647;
}

function crowd(count) {
  const next = chance(7);
  const one = () => next.next().value;
  return Array.from({ length: count }, (_, i) => town(`Town ${i}`, Math.round(1e6 * one()), 600 * one(), 400 * one()));
}

test("no name lies over another, over what is taken, or out of the view, however many there are", () => {
  const taken = [{ left: 100, top: 100, right: 180, bottom: 220 }, { left: 0, top: 0, right: 50, bottom: 80 }];
  const candidates = [...crowd(2000), area("state", "Oaxaca", 200, [300, 200]), area("sea", "Pacific Ocean", 900, [140, 300])];
  const placed = layout(candidates, { ...VIEW, taken });
  assert.ok(placed.length > 30, `${placed.length} names`);
  const boxes = [...placed.map(({ box }) => box), ...taken];
  boxes.forEach((box, i) => boxes.slice(i + 1, placed.length).forEach((other) => assert.ok(!overlap(box, other))));
  taken.forEach((box) => placed.forEach((each) => assert.ok(!overlap(box, each.box))));
  for (const { box } of placed) assert.ok(box.left >= 0 && box.top >= 0 && box.right <= 600 && box.bottom <= 400);
});

test("the same names in another order are written in the same places", () => {
  const candidates = crowd(500);
  assert.deepEqual(layout(candidates.toReversed(), VIEW), layout(candidates, VIEW));
});

test("of two that collide the larger town stays, and an area before any town", () => {
  const small = town("Small", 10, 300, 200);
  assert.deepEqual(texts(layout([small, town("Large", 20, 305, 203)], VIEW)), ["Large"]);
  const [state, beside] = layout([town("Large", 20, 270, 200), area("state", "Oaxaca", 100, [310, 200])], VIEW);
  assert.deepEqual([state.text, beside.text], ["Oaxaca", "Large"]);
  assert.ok(beside.box.right < 270);
});

test("a town's name goes to the side that is free and never over the site at its place", () => {
  const there = { left: 292, top: 192, right: 308, bottom: 208 };
  const [right] = layout([town("Town", 10, 300, 200)], { ...VIEW, taken: [there] });
  assert.ok(right.box.left >= 308 && right.point[0] === 300);
  const wall = { left: 309, top: 0, right: 320, bottom: 400 };
  const [left] = layout([town("Town", 10, 300, 200)], { ...VIEW, taken: [there, wall] });
  assert.ok(left.box.right <= 292);
  assert.deepEqual(layout([town("Town", 10, 300, 200)], { ...VIEW, taken: [{ left: 0, top: 0, right: 600, bottom: 400 }] }), []);
});

test("a town under another's name has none itself", () => {
  const placed = layout([town("A long name of a town", 20, 300, 200), town("Under it", 10, 380, 202)], VIEW);
  assert.deepEqual(texts(placed), ["A long name of a town"]);
});

test("the capital's name stands farther away where sites are about it", () => {
  const taken = [{ left: 270, top: 170, right: 314, bottom: 230 }];
  const capital = { kind: "capital", text: "Mexico City", weight: 1, room: 1, points: [[300, 200]] };
  const [{ box, point }] = layout([capital], { ...VIEW, sites: taken });
  assert.deepEqual(point, [300, 200]);
  assert.ok(box.left >= 314);
  assert.deepEqual(layout([{ ...capital, kind: "town" }], { ...VIEW, sites: taken }), []);
});

test("an area's name stands at its first place in view, and nowhere where it is too long for its room", () => {
  const [sea] = layout([area("sea", "Gulf", 900, [700, 100], [300, 100], [200, 100])], VIEW);
  assert.equal((sea.box.left + sea.box.right) / 2, 300);
  assert.equal(sea.point, null);
  assert.deepEqual(layout([area("country", "El Salvador", 10, [300, 200])], VIEW), []);
});

test("a narrow state's name is broken in two lines, stands where none lies over its neighbour, or nowhere", () => {
  const [broken] = layout([narrow(35)], VIEW);
  assert.deepEqual(broken.lines, ["Quintana", "Roo"]);
  assert.ok(broken.box.left >= 305 && broken.box.right <= 375);
  const [whole] = layout([narrow(60)], VIEW);
  assert.deepEqual(whole.lines, ["Quintana Roo"]);
  assert.deepEqual(layout([narrow(20)], VIEW), []);
});

test("only a large city's name goes over the sites about it, and only where no other place is free", () => {
  const sites = [0, 12, 24, 36].flatMap((r) => [0, 60, 120, 180, 240, 300].map((turn) => {
    const angle = (turn / 180) * Math.PI;
    return site(300 + r * Math.cos(angle), 200 + r * Math.sin(angle));
  }));
  const city = (people) => layout([town("A city of some size", people, 300, 200)], { ...VIEW, sites });
  assert.deepEqual(city(499_999), []);
  const [over] = city(500_000);
  assert.ok(sites.some((each) => overlap(each, over.box)));
  const one = [site(320, 200)];
  const [free] = layout([town("A city of some size", 900_000, 300, 200)], { ...VIEW, sites: one });
  assert.ok(!overlap(one[0], free.box));
});

test("nearer, smaller towns have their names and large areas none", () => {
  assert.deepEqual([5, 6, 8, 10].map((zoom) => Math.round(leastPeople(zoom))), [900_000, 300_000, 33_333, 3_704]);
  assert.deepEqual([4, 8.75, 9].map((zoom) => isNamed("state", zoom)), [true, true, false]);
});
