import { land } from "./geometry.js";

/** Draw sea and the neighbours' land, below all else. */
export function drawGround(map, topology, colours) {
  map.getContainer().style.background = colours.sea;
  const pane = map.createPane("ground");
  pane.style.zIndex = 350;
  pane.style.pointerEvents = "none";
  const look = { renderer: L.canvas({ pane: "ground" }), pane: "ground", interactive: false };
  const { shapes, borders } = land(topology, L.latLng);
  L.polygon(shapes, { ...look, stroke: false, fillColor: colours.land, fillOpacity: 1 }).addTo(map);
  L.polyline(borders, { ...look, color: colours.border, weight: 1 }).addTo(map);
}
