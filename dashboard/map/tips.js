/** The tooltip of what is under the mouse: a settlement's hides its municipality's. */
export class Tips {
  constructor(map) {
    this.map = map;
    this.municipality = L.tooltip({ className: "alcance-tip", direction: "auto", offset: [12, 0] });
    this.settlement = L.tooltip({ className: "alcance-tip", direction: "auto", offset: [12, 0] });
    this.isOver = false;
  }

  showMunicipality(content, at) {
    this.isOver = true;
    this.municipality.setContent(String(content)).setLatLng(at);
    if (!this.map.hasLayer(this.settlement)) this.municipality.addTo(this.map);
  }

  moveMunicipality(at) {
    this.municipality.setLatLng(at);
  }

  hideMunicipality() {
    this.isOver = false;
    this.municipality.remove();
  }

  showSettlement(content, at) {
    this.municipality.remove();
    this.settlement.setContent(String(content)).setLatLng(at).addTo(this.map);
  }

  hideSettlement() {
    if (!this.map.hasLayer(this.settlement)) return;
    this.settlement.remove();
    if (this.isOver) this.municipality.addTo(this.map);
  }
}
