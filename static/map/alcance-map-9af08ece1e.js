// The map's own script: draws the municipalities once, then repaints what changed.
//
// The page calls start(map, options) in the constant base map. What the map shows comes with show(now, later), where later
// is base64 of zlib-compressed JSON: on the map's own line, and then the page calls expect(stamp) to say which it is; or
// from the page itself, at first and where there is no line. No figure is computed here: what a tooltip says was sent.
(function () {
  "use strict";

  const BORDER = { color: "#ffffff", weight: 0.5, opacity: 1 };
  const HOVER = { color: "#111111", weight: 2 };
  const RINGS = { confirmed: null, office: "4 2.5", state: "1.5 2.5" };
  const CHOSEN = { color: "#111111", weight: 3 };

  let map = null;
  let canvas = null;
  let shapes = [];
  let keys = [];
  let rows = new Map();
  let painted = [];
  let facts = null;
  let now = null; // what is drawn at once
  let message = null; // what comes after: sites, tooltips
  let data = null; // figures of the tooltips by name
  const fetched = new Map();
  let overlay = {};
  let dots = null;
  let chosen = null;
  let focused = null;
  let focusing = false; // the page moves the map, not the person
  let moved = false;
  let tip = null;
  let turn = 0;
  let ready = null;
  let drawn = false;
  let line = null;
  let brought = null; // the last message of the line
  let bytes = 0; // its length
  let wanted = null; // which message the page says the map shall show
  let asking = null;

  // Settlements are drawn when the map is this near.
  const NEAR = 10;
  let near = null; // their canvas, the group in it, what is drawn, the legend
  let nearTurn = 0;
  let hovered = null; // the municipality under the mouse
  let spot = null; // the settlement under the mouse, and its tooltip

  async function inflate(bytes, format) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format));
    return new Response(stream).json();
  }

  async function load(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(url + ": " + answer.status);
    return inflate(await answer.arrayBuffer(), "gzip");
  }

  // What could not be fetched is asked for again when it is wanted again.
  function once(url) {
    if (!fetched.has(url)) fetched.set(url, load(url).catch((error) => { fetched.delete(url); throw error; }));
    return fetched.get(url);
  }

  function unpack(text) {
    return inflate(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)), "deflate");
  }

  function escaped(text) {
    const box = document.createElement("div");
    box.textContent = text;
    return box.innerHTML.replace(/"/g, "&quot;").replace(/'/g, "&#39;").replace(/`/g, "&#96;");
  }

  // TopoJSON: arcs are quantised and delta-encoded; a negative index is an arc backwards.
  function arcsOf(topology) {
    const [sx, sy] = topology.transform.scale;
    const [tx, ty] = topology.transform.translate;
    return topology.arcs.map((arc) => {
      let x = 0;
      let y = 0;
      return arc.map(([dx, dy]) => new L.LatLng((y += dy) * sy + ty, (x += dx) * sx + tx));
    });
  }

  // Neighbours share their border's places: each is projected once for a view, not once for each side.
  const Municipality = L.Polygon.extend({
    _projectLatlngs: function (latlngs, result, bounds) {
      if (Array.isArray(latlngs[0])) return latlngs.forEach((part) => this._projectLatlngs(part, result, bounds));
      const view = this._map.getPixelOrigin();
      result.push(latlngs.map((place) => {
        if (place.view !== view) {
          place.view = view;
          place.point = this._map.latLngToLayerPoint(place);
        }
        bounds.extend(place.point);
        return place.point;
      }));
    },
  });

  function ring(indices, arcs) {
    const points = [];
    for (const index of indices) {
      const arc = arcs[index < 0 ? ~index : index];
      const skipped = points.length ? 1 : 0; // an arc begins where the one before it ended
      for (let i = skipped; i < arc.length; i++) points.push(arc[index < 0 ? arc.length - 1 - i : i]);
    }
    return points;
  }

  function polygons(geometry) {
    return geometry.type === "Polygon" ? [geometry.arcs] : geometry.arcs;
  }

  // An arc between municipalities of two states, or of one state and none, is a state's border.
  function stateBorders(geometries, arcs) {
    const sides = new Map();
    for (const geometry of geometries) {
      const state = geometry.id.slice(0, 2);
      for (const rings of polygons(geometry)) {
        for (const indices of rings) {
          for (const index of indices) {
            const arc = index < 0 ? ~index : index;
            if (!sides.has(arc)) sides.set(arc, []);
            sides.get(arc).push(state);
          }
        }
      }
    }
    const borders = [];
    for (const [arc, states] of sides) {
      if (states.length === 1 || states[0] !== states[1]) borders.push(arcs[arc]);
    }
    return borders;
  }

  function draw(topology) {
    const arcs = arcsOf(topology);
    const geometries = topology.objects.m.geometries;
    canvas = L.canvas({ tolerance: 2 });
    const all = L.featureGroup();
    if (now) lookAt(now.focus);
    geometries.forEach((geometry, row) => {
      const rings = polygons(geometry).map((part) => part.map((indices) => ring(indices, arcs)));
      keys.push(geometry.id);
      rows.set(geometry.id, row);
      const look = now ? style(row) : { fillColor: "#f4f4f1", fillOpacity: 1, ...BORDER };
      const shape = new Municipality(rings, { renderer: canvas, municipality: geometry.id, ...look });
      if (now) painted[row] = signature(row);
      shape.row = row;
      all.addLayer(shape);
      shapes.push(shape);
    });
    all.on("mouseover", (event) => hover(event.propagatedFrom.row, event));
    all.on("mousemove", (event) => tip && tip.setLatLng(event.latlng));
    all.on("mouseout", (event) => leave(event.propagatedFrom.row));
    all.on("click", (event) => choose(event.propagatedFrom.row, event.latlng));
    all.addTo(map);
    L.polyline(stateBorders(geometries, arcs), {
      renderer: canvas, color: "#4a4a4a", weight: 0.9, interactive: false,
    }).addTo(map);
  }

  function style(row) {
    const look = now.styles[now.classes[row]] || now.styles["?"];
    const edge = keys[row] === chosen ? CHOSEN : look.edge ? { color: look.edge, weight: 1.2 } : BORDER;
    return { fillColor: look.fill, fillOpacity: now.faint ? 0.3 : 1, dashArray: look.dash || null, ...edge };
  }

  function signature(row) {
    return now.classes[row] + (keys[row] === chosen ? "!" : "") + now.palette + (now.faint ? "-" : "");
  }

  function paint() {
    for (let row = 0; row < shapes.length; row++) {
      const now = signature(row);
      if (painted[row] !== now) {
        shapes[row].setStyle(style(row));
        painted[row] = now;
      }
    }
    if (chosen !== null && rows.has(chosen)) shapes[rows.get(chosen)].bringToFront();
    // Leaflet would wait for the next frame, and the page has other work to do before it.
    if (canvas._redrawRequest) {
      L.Util.cancelAnimFrame(canvas._redrawRequest);
      canvas._redraw();
    }
  }

  // A part of the overlay is drawn again only when what it shows has changed.
  function redraw(part, what, draw) {
    const now = JSON.stringify(what);
    const old = overlay[part];
    if (old && old.shown === now) return;
    if (old) old.group.remove();
    const group = L.layerGroup();
    draw(group);
    overlay[part] = { shown: now, group: group.addTo(map) };
  }

  const LINE = { color: "#1b3a5c", weight: 1.4, interactive: false, className: "catchment", pane: "catchments" };
  const AREA = { ...LINE, fillColor: "#1b3a5c", fillOpacity: 0.05 };

  // Half of a circle was sent, in two characters a step; the other half mirrors it about the meridian.
  const DIGITS = new Map([...Array(92).keys()].map((n) => String.fromCharCode(35 + n)).filter((c) => c !== "\\" && c !== "<").map((c, n) => [c, n]));
  const LARGEST_STEP = Math.floor(DIGITS.size ** 2 / 2);

  function whole([x0, y0, north, steps]) {
    const scale = now.unit / 1e4;
    let x = x0;
    let y = y0 + north;
    const half = [[y, x]];
    for (let i = 0; i < steps.length; i += 4) {
      x += DIGITS.get(steps[i]) * DIGITS.size + DIGITS.get(steps[i + 1]) - LARGEST_STEP;
      y += DIGITS.get(steps[i + 2]) * DIGITS.size + DIGITS.get(steps[i + 3]) - LARGEST_STEP;
      half.push([y, x]);
    }
    const other = half.slice(1, -1).reverse().map(([lat, lon]) => [lat, 2 * x0 - lon]);
    return half.concat(other).map(([lat, lon]) => [lat * scale, lon * scale]);
  }

  function drawCatchments(group) {
    for (const circle of now.circles) L.polygon(whole(circle), { ...AREA, smoothFactor: 0.5 }).addTo(group);
    for (const area of now.areas) L.polygon(area, AREA).addTo(group);
    for (const key of now.served) {
      const row = rows.get(key);
      if (row !== undefined) L.polygon(shapes[row].getLatLngs(), { ...LINE, weight: 2, fill: false }).addTo(group);
    }
  }

  // The catalogue's, then the hypothetical ones of the question.
  function allSites() {
    return (message.sites || facts.sites).concat(message.hypothetical);
  }

  function drawSites(group) {
    const sites = allSites();
    // Sites that cover are drawn last: where several share a place, the one that counts is seen.
    for (const [index, covers] of message.shown.slice().sort((a, b) => a[1] - b[1])) {
      const site = sites[index];
      const [program, name] = message.language === "es" ? site.es : site.en;
      const imagined = index >= sites.length - message.hypothetical.length;
      // A ring about the dot tells how sure the site is by its line; it is the dot that takes the mouse.
      if (site.sure) {
        L.circleMarker([site.lat, site.lon], {
          renderer: dots, pane: "sites", interactive: false, radius: 6, weight: 1.2, color: "#1b3a5c", fill: false,
          dashArray: RINGS[site.sure], lineCap: "butt", className: "ring " + site.sure,
        }).addTo(group);
      }
      const sure = site.sure ? "<br>" + escaped(message.labels["sureness." + site.sure]) : "";
      const note = covers ? "" : "<br><em>" + escaped(message.labels.covers_nobody) + "</em>";
      L.circleMarker([site.lat, site.lon], {
        renderer: dots, pane: "sites", radius: imagined ? 6 : covers ? 3.5 : 2.5, weight: imagined ? 2 : 1.5,
        color: covers && !imagined ? "#ffffff" : "#1b3a5c", dashArray: imagined ? "3 2" : null,
        fillColor: covers && !imagined ? "#1b3a5c" : "#ffffff", fillOpacity: 1, className: imagined ? "site hypothetical" : "site",
      })
        .bindTooltip("<strong>" + escaped(program) + "</strong><br>" + escaped(name) + sure + note, { className: "alcance-tip" })
        .addTo(group);
    }
  }

  function drawPoints(group) {
    for (const [lon, lat, value, kind, words] of message.points) {
      const known = value !== null;
      L.circleMarker([lat, lon], {
        renderer: dots, pane: "sites", radius: radius(value), weight: known ? 0.8 : 1.2,
        color: known ? "#1a1a1a" : message.colours[kind], fillColor: message.colours[kind], fillOpacity: known ? 0.85 : 0,
        className: known ? "settlement" : "settlement hollow",
      })
        .bindTooltip("<strong>" + escaped(words[0]) + "</strong><br>" + words.slice(1).map(escaped).join("<br>"), { className: "alcance-tip" })
        .addTo(group);
    }
  }

  // The area grows with the people; what is not known is a small mark, and hollow.
  function radius(value) {
    const { largest, most, least } = message.scale;
    return value === null ? least : Math.max(least, most * Math.sqrt(Math.min(value, largest) / largest));
  }

  function startNear(words, folder) {
    // Nothing of theirs catches the mouse: the municipalities below are still chosen by a click.
    map.createPane("settlements").style.zIndex = 440;
    map.getPane("settlements").style.pointerEvents = "none";
    const legend = L.control({ position: "bottomright" });
    legend.onAdd = () => L.DomUtil.create("div", "alcance-near");
    near = { words, folder, legend, canvas: L.canvas({ pane: "settlements" }), group: L.layerGroup().addTo(map), drawn: [], shown: "" };
    map.on("moveend", showNear);
    // Leaflet's own event leaves out moves that follow another closely, the last one too.
    L.DomEvent.on(map.getContainer(), "mousemove", (event) => look(map.mouseEventToLayerPoint(event)));
    L.DomEvent.on(map.getContainer(), "mouseleave", () => look(null));
  }

  function statesInView(view) {
    const found = new Set();
    shapes.forEach((shape, row) => view.intersects(shape.getBounds()) && found.add(keys[row].slice(0, 2)));
    return [...found].filter((state) => facts.settlements[state]);
  }

  // A file a state, fetched once when the map is near enough and the state is in view.
  async function showNear() {
    const mine = ++nearTurn;
    if (!drawn || !message) return;
    // A change of the question changes nothing here.
    const view = message.near && map.getZoom() >= NEAR ? map.getBounds() : null;
    const wanted = view ? view.toBBoxString() : "";
    if (wanted === near.shown) return;
    const states = view ? statesInView(view) : [];
    const files = states.map((state) => once(near.folder + facts.settlements[state]).catch(() => null));
    const parts = await Promise.all(files);
    if (mine !== nearTurn) return;
    const failed = parts.includes(null);
    near.shown = failed ? null : wanted;
    drawNear(parts.filter(Boolean), states.length > 0, failed);
  }

  function drawNear(parts, shown, failed) {
    look(null);
    near.group.clearLayers();
    near.drawn = [];
    const view = map.getBounds().pad(0.1);
    const [south, west, north, east] = [view.getSouth(), view.getWest(), view.getNorth(), view.getEast()].map((d) => d * 1e4);
    for (const part of parts) {
      let lon = 0;
      let lat = 0;
      for (let i = 0; i < part.lon.length; i++) {
        lon += part.lon[i];
        lat += part.lat[i];
        if (lon < west || lon > east || lat < south || lat > north) continue;
        near.drawn.push({ name: part.names[i], people: part.population[i], abroad: part.abroad_2015[i], at: [lat / 1e4, lon / 1e4] });
      }
    }
    // The largest first, so that none hides a smaller one.
    near.drawn.sort((a, b) => (b.abroad === null ? -1 : b.abroad) - (a.abroad === null ? -1 : a.abroad));
    for (const each of near.drawn) {
      each.radius = radius(each.abroad);
      each.point = map.latLngToLayerPoint(each.at);
      const fill = each.abroad === null ? { fill: false } : { fillColor: "#1a1a1a", fillOpacity: 0.55 };
      L.circleMarker(each.at, {
        renderer: near.canvas, pane: "settlements", interactive: false, radius: each.radius, weight: 0.8, color: "#1a1a1a", ...fill,
      }).addTo(near.group);
    }
    near.legend.remove();
    if (shown) near.legend.addTo(map).getContainer().innerHTML = nearLegend(failed);
  }

  function nearLegend(failed) {
    const words = near.words;
    if (failed) return escaped(words.failed);
    const dot = (value, label) => {
      const width = (2 * radius(value)).toFixed(1);
      return '<li><i class="' + (value === null ? "hollow" : "") + '" style="width:' + width + "px;height:" + width + 'px"></i>' + escaped(label) + "</li>";
    };
    const dots = words.examples.map(([value, label]) => dot(value, label)).concat(dot(null, words.hollow));
    return escaped(words.means) + "<ul>" + dots.join("") + "</ul>";
  }

  // Which settlement a place of the map is on: the nearest of those that reach it, a little more for a finger.
  function look(point) {
    let found = null;
    let least = Infinity;
    for (const each of point ? near.drawn : []) {
      const away = point.distanceTo(each.point) - each.radius;
      if (away <= 3 && away < least) [found, least] = [each, away];
    }
    if (found === (spot && spot.of)) return;
    if (spot) spot.tip.remove();
    spot = null;
    if (found) {
      if (tip) tip.remove();
      spot = { of: found, tip: L.tooltip({ className: "alcance-tip", direction: "auto", offset: [12, 0] }) };
      spot.tip.setContent(nearTooltip(found)).setLatLng(found.at).addTo(map);
    } else if (tip && hovered !== null) {
      tip.addTo(map);
    }
  }

  function nearTooltip(settlement) {
    const words = near.words;
    const number = (value) => (value === null ? words.unknown : value.toLocaleString(words.language === "es" ? "es-MX" : "en"));
    const line = (name, value) => "<tr><th>" + escaped(name) + "</th><td>" + escaped(number(value)) + "</td></tr>";
    return (
      '<div class="alcance-tip-title">' + escaped(settlement.name || words.unnamed) + "</div><table>" +
      line(words.population, settlement.people) + line(words.abroad_2015, settlement.abroad) + "</table>"
    );
  }

  function tooltip(row) {
    const labels = message.labels;
    const [name, state] = facts.names[row];
    const look = now.styles[now.classes[row]] || now.styles["?"];
    const lines = message.rows.map((line) => {
      const value = data[line.key][row];
      return "<tr><th>" + escaped(labels[line.key]) + "</th><td>" + escaped(value === null ? labels.unknown : said(line, value)) + "</td></tr>";
    });
    return (
      '<div class="alcance-tip-title">' + escaped(name) + "</div>" +
      '<div class="alcance-tip-state">' + escaped(state) + " · " + escaped(keys[row]) + "</div>" +
      '<div class="alcance-tip-status"><span style="background:' + look.fill + ";border-color:" + (look.edge || "#777") + '"></span>' +
      escaped(labels["status." + data.status[row]]) + "</div><table>" + lines.join("") + "</table>"
    );
  }

  // Figures arrive rounded; here they only get the language's separators and their unit.
  function said(line, value) {
    if (line.kind === "site") {
      const sites = allSites();
      if (value < 0) return message.labels.none;
      const site = sites[value];
      const sure = site.sure ? " (" + message.labels["sureness." + site.sure] + ")" : "";
      return (message.language === "es" ? site.es : site.en)[1] + sure;
    }
    if (line.kind === "word") return message.labels[line.key + "." + value];
    const written = (each) => each.toLocaleString(message.language === "es" ? "es-MX" : "en", {
      minimumFractionDigits: line.decimals, maximumFractionDigits: line.decimals,
    });
    const number = line.kind === "interval" ? value.map(written).join(" " + message.labels.to + " ") : written(value);
    return (line.about ? message.labels.about + " " : "") + number + (line.unit ? " " + line.unit : "");
  }

  function hover(row, event) {
    hovered = row;
    if (!data) return;
    shapes[row].setStyle(HOVER).bringToFront();
    if (!tip) tip = L.tooltip({ className: "alcance-tip", sticky: true, direction: "auto", offset: [12, 0] });
    tip.setContent(tooltip(row)).setLatLng(event.latlng);
    if (!spot) tip.addTo(map);
  }

  function leave(row) {
    hovered = null;
    if (!now) return;
    shapes[row].setStyle(style(row));
    if (tip) tip.remove();
  }

  function choose(row, at) {
    // Where a person puts sites, a click is a place: longitude and latitude as a question has them.
    report(now && now.pins ? at.lng.toFixed(3) + "_" + at.lat.toFixed(3) : keys[row]);
  }

  // The component reports one object back; our key travels in the field that the page asked for.
  function report(key) {
    const data = { last_object_clicked_tooltip: key };
    const shared = window.__GLOBAL_DATA__;
    shared.last_object_clicked_tooltip = key;
    shared.previous_data = data;
    window.Streamlit.setComponentValue(data);
  }

  function lookAt(wish) {
    const row = wish ? rows.get(wish.key) : undefined;
    if (!wish || wish.turn === focused || !(wish.bounds || row !== undefined)) return;
    const first = focused === "link";
    focused = wish.turn;
    if (first) return; // the link said where to look
    focusing = true;
    if (wish.bounds) map.fitBounds(wish.bounds, { animate: false });
    else map.fitBounds(shapes[row].getBounds().pad(wish.pad || 1.2), { animate: false, maxZoom: 11 });
    focusing = false;
  }

  // The view belongs to the page's link. Moving the map asks the server nothing: the browser alone changes its address.
  function keepView() {
    const page = window.parent;
    const address = new URL(page.location.href);
    const centre = map.getCenter();
    const view = [centre.lat.toFixed(3), centre.lng.toFixed(3), map.getZoom().toFixed(2)].join(",");
    if (!moved || address.searchParams.get("v") === view) return;
    address.searchParams.set("v", view);
    page.history.replaceState(page.history.state, "", address.toString().replace(/%2C/g, ","));
  }

  function viewOfLink() {
    const view = (new URL(window.parent.location.href).searchParams.get("v") || "").split(",").map(Number);
    return view.length === 3 && view.every(Number.isFinite) && Math.abs(view[0]) <= 85 ? view : null;
  }

  // Off until a person turns it on: until then no other host is asked for anything.
  function offerTiles(tiles) {
    const layer = L.tileLayer(tiles.url, { maxZoom: 13 });
    const credit = escaped(tiles.credit);
    const fade = (opacity) => (map.getPane("overlayPane").style.opacity = opacity);
    layer.on("add", () => { fade(0.65); map.attributionControl.addAttribution(credit); });
    layer.on("remove", () => { fade(1); map.attributionControl.removeAttribution(credit); });
    L.control.layers(null, { [escaped(tiles.name)]: layer }, { collapsed: false }).addTo(map);
  }

  function start(leafletMap, options) {
    map = leafletMap;
    map.attributionControl.setPrefix(false);
    map.createPane("catchments").style.zIndex = 450;
    map.getPane("catchments").style.pointerEvents = "none";
    map.createPane("sites").style.zIndex = 460;
    // A canvas of their own would catch every move of the mouse over the municipalities below.
    dots = L.svg({ pane: "sites" });
    const view = viewOfLink();
    if (view) {
      map.setView([view[0], view[1]], view[2], { animate: false });
      focused = "link";
      moved = true;
    } else {
      map.fitBounds(options.bounds, { animate: false });
    }
    startNear(options.near, options.facts.replace(/[^/]*$/, ""));
    connect(options.line, 2000);
    if (options.tiles) offerTiles(options.tiles);
    map.on("movestart zoomstart", () => (moved = moved || !focusing));
    map.on("moveend", keepView);
    ready = Promise.all([load(options.geometry).then(draw), load(options.facts).then((found) => (facts = found))]);
    ready = ready.then(() => (drawn = true)).catch((error) => {
      const box = document.createElement("p");
      box.className = "alcance-map-error";
      box.setAttribute("role", "alert");
      box.textContent = options.failed + " (" + error.message + ")";
      map.getContainer().appendChild(box);
    });
    new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(map.getContainer());
  }

  // The line is faster than the page. Without one the page brings everything: opening it again has time.
  function connect(address, pause) {
    line = new WebSocket(window.location.origin.replace(/^http/, "ws") + address);
    line.onopen = () => {
      pause = 2000;
      if (document.body.dataset.painted) line.send(document.body.dataset.painted);
    };
    line.onmessage = (event) => {
      bytes = event.data.length;
      brought = JSON.parse(event.data);
      present(brought);
    };
    line.onclose = () => {
      verify();
      setTimeout(() => connect(address, Math.min(2 * pause, 60000)), pause);
    };
  }

  // What the page says counts. It says it after the line, and maybe after the line has brought the next message.
  function expect(stamp) {
    wanted = stamp;
    if (brought && brought.now.stamp === stamp && shown() !== stamp) present(brought);
    clearTimeout(asking);
    asking = setTimeout(verify, now ? 1000 : 0);
    keepViewSoon();
  }

  function verify() {
    if (!wanted || shown() === wanted) return;
    // What comes on this line from now on may be older than what the page will bring.
    line.onmessage = null;
    line.close();
    report("again." + wanted + "." + turn);
  }

  function shown() {
    return now && now.stamp;
  }

  function show(now, later) {
    wanted = now.stamp;
    present({ now, later });
    keepViewSoon();
  }

  // The page writes its link some time after it has spoken to the map; the view is put back beside it.
  function keepViewSoon() {
    for (const pause of [400, 1500]) setTimeout(keepView, pause);
  }

  async function present({ now: urgent, later: packed }) {
    if (shown() === urgent.stamp) return;
    const mine = ++turn;
    data = null;
    now = urgent; // the first drawing already looks so
    chosen = now.chosen;
    if (!drawn && !(await ready)) return; // the map says itself why it is not there
    if (mine !== turn) return;
    paint();
    redraw("catchments", [now.circles, now.unit, now.areas, now.served], drawCatchments);
    lookAt(now.focus);
    // It is drawn; the browser shows it in the next frame, and what is posted in that frame runs after it.
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      document.body.dataset.painted = urgent.stamp;
      document.body.dataset.paintedAt = performance.timeOrigin + performance.now();
      if (line.readyState === WebSocket.OPEN) line.send(urgent.stamp);
    };
    requestAnimationFrame(() => channel.port2.postMessage(null));
    // The rest is for a mouse over the map: painting does not wait for it.
    const later = await unpack(packed);
    const parts = await Promise.all(later.files.map(once));
    if (mine !== turn) return;
    message = later;
    data = Object.assign({}, ...parts, later.data);
    redraw("sites", [message.shown, message.sites, message.hypothetical, message.language], drawSites);
    redraw("points", [message.points, message.scale], drawPoints);
    showNear();
    document.body.dataset.complete = urgent.stamp;
  }

  window.alcance = { start, show, expect, state: () => ({ now, message, data, keys, map, bytes, near: near.drawn }) };
})();
