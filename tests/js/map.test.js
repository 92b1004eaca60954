import assert from "node:assert/strict";
import test from "node:test";
import { deflateSync } from "node:zlib";

import { once, unpack } from "../../dashboard/map/files.js";
import { styleOf } from "../../dashboard/map/municipalities.js";
import { nearest } from "../../dashboard/map/settlements.js";
import { Tips } from "../../dashboard/map/tips.js";
import { View, viewIn, withView } from "../../dashboard/map/view.js";

test("a state is unpacked as Python packed it", async () => {
  const state = { label: "Ciudad de México", figures: [1, null] };
  assert.deepEqual(await unpack(deflateSync(JSON.stringify(state)).toString("base64")), state);
});

test("a file is fetched once, and again only where it did not come", async (context) => {
  const answers = [new Response("", { status: 500 }), new Response("[1]")];
  const asked = context.mock.method(globalThis, "fetch", () => Promise.resolve(answers.shift()));
  await assert.rejects(once("/facts"), /facts: 500/);
  assert.deepEqual(await once("/facts"), [1]);
  assert.deepEqual(await once("/facts"), [1]);
  assert.equal(asked.mock.callCount(), 2);
});

test("the chosen municipality has its own edge, an outlined class its own, all others the border's", () => {
  const look = { fill: "#fff", edge: "#ccc", dash: "3 3" };
  assert.deepEqual(styleOf(look, { faint: false, isChosen: false }), {
    fillColor: "#fff", plain: "#fff", hatch: "", fillOpacity: 1, dashArray: "3 3", color: "#ccc", weight: 1,
  });
  assert.equal(styleOf(look, { faint: true, isChosen: true }).weight, 3);
  const plain = styleOf({ fill: "#d55e00" }, { faint: true, isChosen: false });
  assert.deepEqual(plain, { fillColor: "#f2cfb3", plain: "#f2cfb3", hatch: "", fillOpacity: 1, dashArray: null, color: "#ffffff", weight: 0.5 });
});

const point = (x) => ({ x, distanceTo: (other) => Math.abs(x - other.x) });

test("a finger finds the settlement that it nearly touches, the nearer of two", () => {
  const drawn = [{ name: "large", point: point(0), radius: 10 }, { name: "small", point: point(20), radius: 2 }];
  assert.equal(nearest(point(12), drawn).name, "large");
  assert.equal(nearest(point(17), drawn).name, "small");
  assert.equal(nearest(point(14), drawn), null);
  assert.equal(nearest(point(14), []), null);
});

test("a settlement's tooltip hides its municipality's, which comes back while the mouse is still there", () => {
  const shown = new Set();
  const tooltip = () => ({
    setContent() { return this; },
    setLatLng() { return this; },
    addTo() { shown.add(this); return this; },
    remove() { shown.delete(this); return this; },
  });
  globalThis.L = { tooltip };
  const tips = new Tips({ hasLayer: (layer) => shown.has(layer) });
  tips.showMunicipality("a", [0, 0]);
  assert.deepEqual([...shown], [tips.municipality]);
  tips.showSettlement("b", [0, 0]);
  assert.deepEqual([...shown], [tips.settlement]);
  tips.showMunicipality("c", [0, 0]);
  assert.deepEqual([...shown], [tips.settlement], "the settlement lies over either municipality");
  tips.hideSettlement();
  assert.deepEqual([...shown], [tips.municipality]);
  tips.showSettlement("b", [0, 0]);
  tips.hideMunicipality();
  tips.hideSettlement();
  assert.deepEqual([...shown], []);
});

test("a view is in the address, or it is none", () => {
  assert.deepEqual(viewIn("http://here/?v=17.5,-99.3,7.5"), [17.5, -99.3, 7.5]);
  for (const wrong of ["", "?v=", "?v=north", "?v=1,2", "?v=1,2,x", "?v=90,0,5", "?v=1,2,Infinity"]) {
    assert.equal(viewIn(`http://here/${wrong}`), null, wrong);
  }
  const address = withView("http://here/?state=12,20&lang=es", { lat: 17.5, lng: -99.3 }, 7.5);
  assert.equal(address, "http://here/?state=12,20&lang=es&v=17.500,-99.300,7.50");
  assert.deepEqual(viewIn(address), [17.5, -99.3, 7.5]);
});

/** A browser and a map that do nothing but remember. */
function world(href) {
  const written = [];
  const heard = {};
  const location = { href, get pathname() { return new URL(this.href).pathname; } };
  const replaceState = (_state, _title, address) => { location.href = address; written.push(address); };
  const navigation = new EventTarget();
  globalThis.window = { location, navigation, history: { state: null, replaceState } };
  const map = {
    fits: [], views: [],
    on(names, listener) { for (const name of names.split(" ")) heard[name] = listener; },
    fitBounds(bounds) { heard.movestart?.(); this.fits.push(bounds); heard.moveend?.(); },
    setView(...view) { this.views.push(view); },
    getCenter: () => ({ lat: 17, lng: -96 }), getZoom: () => 8,
  };
  return { map, written, heard, navigation, location };
}

test("the page moves the map once for a wish, and writes no view until a person moves it", () => {
  const { map, written, heard } = world("http://here/?lang=es");
  const view = new View(map, "all");
  view.follow({ turn: 1, bounds: "south" });
  view.follow({ turn: 1, bounds: "south" });
  view.follow({ turn: 2, key: "gone" }, undefined);
  view.follow(null);
  assert.deepEqual(map.fits, ["all", "south"]);
  assert.deepEqual(written, []);
  heard.movestart();
  heard.moveend();
  assert.deepEqual(written, ["http://here/?lang=es&v=17.000,-96.000,8.00"]);
});

test("a link's view goes before the page's first wish, and not before its second", () => {
  const { map } = world("http://here/?v=17.5,-99.3,7.5");
  const view = new View(map, "all");
  assert.deepEqual(map.views[0][0], [17.5, -99.3]);
  view.follow({ turn: 1, bounds: "south" });
  assert.deepEqual(map.fits, []);
  view.follow({ turn: 2, bounds: "oaxaca" });
  assert.deepEqual(map.fits, ["oaxaca"]);
});

test("the view is put back when the page has written its link, and left alone on another page and afterwards", () => {
  const { map, written, heard, navigation, location } = world("http://here/?lang=es");
  const view = new View(map, "all");
  heard.movestart();
  heard.moveend();
  location.href = "http://here/?lang=es&reach_km=60";
  navigation.dispatchEvent(new Event("currententrychange"));
  assert.equal(written.at(-1), "http://here/?lang=es&reach_km=60&v=17.000,-96.000,8.00");
  navigation.dispatchEvent(new Event("currententrychange"));
  assert.equal(written.length, 2, "what is there is not written again");
  location.href = "http://here/estado?lang=es";
  navigation.dispatchEvent(new Event("currententrychange"));
  location.href = "http://here/?lang=es";
  view.remove();
  navigation.dispatchEvent(new Event("currententrychange"));
  assert.equal(written.length, 2);
});

test("of maps that stand beside each other the one that a person moved writes the address, however the others stand", () => {
  const one = world("http://here/?lang=es");
  const { map: other, heard } = world("http://here/?lang=es");
  globalThis.window = { ...window, navigation: one.navigation, location: one.location };
  window.history = { state: null, replaceState(_state, _title, address) {
    one.location.href = address;
    one.written.push(address);
    one.navigation.dispatchEvent(new Event("currententrychange"));
  } };
  const first = new View(one.map, "all");
  const second = new View(Object.assign(other, { getZoom: () => 7 }), "all");
  const follow = (listen) => { other.follows = true; listen(); other.follows = false; };
  follow(() => { heard.movestart(); heard.moveend(); });
  assert.deepEqual(one.written, [], "the page has moved them, and no person");
  one.heard.movestart();
  follow(() => { heard.movestart(); heard.moveend(); });
  one.heard.moveend();
  assert.deepEqual(one.written, ["http://here/?lang=es&v=17.000,-96.000,8.00"]);
  assert.ok(second.moved, "what follows stays where a person has moved it");
  first.remove();
  second.remove();
});
