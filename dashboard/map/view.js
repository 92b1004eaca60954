/** Latitude, longitude and zoom that a page's address asks for; null where it does not, or not so that a map can show it. */
export function viewIn(address) {
  const view = (new URL(address).searchParams.get("v") ?? "").split(",").map(Number);
  return view.length === 3 && view.every(Number.isFinite) && Math.abs(view[0]) <= 85 ? view : null;
}

/** What is framed fills the map, but for a few pixels. */
const FRAME = { animate: false, padding: [6, 6] };
const NEAR = { animate: false, maxZoom: 11 };

/** An address with a view in it, as `viewIn` reads it. */
export function withView(address, { lat, lng }, zoom) {
  const changed = new URL(address);
  changed.searchParams.set("v", [lat.toFixed(3), lng.toFixed(3), zoom.toFixed(2)].join(","));
  return changed.toString().replace(/%2C/g, ",");
}

/** Of the maps of a page, which show one view, the one that a person moved last: it alone writes the page's address. */
let author = null;

/**
 * What of the world the map shows: what the page asks for, until a person moves it.
 *
 * The view belongs to the page's link. Moving the map asks the server nothing: the browser alone changes its address.
 */
export class View {
  constructor(map, bounds) {
    this.map = map;
    this.path = window.location.pathname;
    this.focused = null; // the wish that was last followed
    this.fit = null; // shows again what was last followed
    this.isFollowing = false; // the page moves the map, not the person
    const view = viewIn(window.location.href);
    this.fromLink = view !== null;
    this.moved = this.fromLink;
    if (view) map.setView([view[0], view[1]], view[2], { animate: false });
    else map.fitBounds(bounds, FRAME);
    if (view) author = this;
    map.on("movestart zoomstart", () => this.start());
    map.on("moveend", () => this.keep());
    // What was framed fills the map, however large that is.
    map.on("resize", () => this.moved || this.fit?.());
    // Streamlit writes the page's link some time after a change; the view is put back beside it.
    this.keeping = new AbortController();
    window.navigation?.addEventListener("currententrychange", () => this.keep(), { signal: this.keeping.signal });
    this.keep();
  }

  /**
   * Follow the state's part `focus`, once: `turn` changes with each wish; where to is `bounds`, or the bounds of a shape.
   */
  follow(wish, shape) {
    if (!wish || wish.turn === this.focused || !(wish.bounds || shape)) return;
    this.focused = wish.turn;
    if (this.fromLink) {
      this.fromLink = false; // the link said where to look
      return;
    }
    const [bounds, options] = wish.bounds ? [wish.bounds, FRAME] : [shape.getBounds().pad(wish.pad ?? 1.2), NEAR];
    this.fit = () => {
      this.isFollowing = true;
      this.map.fitBounds(bounds, options);
      this.isFollowing = false;
    };
    this.fit();
  }

  start() {
    if (!this.isFollowing && !this.map.follows) author = this;
    this.moved ||= this.map.follows ? author !== null : !this.isFollowing;
  }

  keep() {
    if (author !== this) return;
    // A page that follows this one has an address of its own before this map has left.
    const { pathname, href } = window.location;
    if (!this.moved || pathname !== this.path) return;
    const wanted = withView(href, this.map.getCenter(), this.map.getZoom());
    if (wanted !== href) window.history.replaceState(window.history.state, "", wanted);
  }

  remove() {
    if (author === this) author = null;
    this.keeping.abort();
  }
}
