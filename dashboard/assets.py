"""What the map fetches once: Leaflet from its pinned package, our script, the display geometry, names and figures.

All of it is held in memory under addresses that carry a hash of the content, and the server itself answers with it
(`dashboard.serving`): nothing is written to a disk and no other host is asked.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.ground import ground
from dashboard.tables import figures_of
from exports.ground import land, towns
from exports.leaflet import leaflet
from geo import Criteria, find_gaps
from geo.catchments import sites_key
from geo.gaps import Gaps
from geo.reach import reach_of
from geo.returns import figures_key
from layers import Layers, settlements
from layers.municipios import DISPLAY_FILE
from vocabulary.columns import column_of
from vocabulary.lists import RURAL_LINES
from words.catalogues import DEFAULT
from words.text import Text

#: Changes whenever the files of settlements are made otherwise than before.
_POINTS_FORM = 1

#: Whenever the outlines are.
_OUTLINES_FORM = 1

#: How hard the files of settlements are packed: a ninth level takes three times as long and saves 1 %.
_QUICKLY = 6

_COMPONENT = Path(__file__).resolve().parent / "map"

#: What Streamlit itself sends of the component.
_LOADER = "loader.js"

#: What the addresses begin with, below the server's own.
ADDRESS = "map/"


def app_path() -> str:
    """The path of the whole app on its server, with a slash at both ends."""
    root = st.get_option("server.baseUrlPath").strip("/")
    return f"/{root}/" if root else "/"


@dataclass(frozen=True)
class Assets:
    """What the map needs: addresses below the server's own, and what is there.

    ``scripts`` begin with the component itself. ``land`` is the neighbours', None where there is none;
    ``outlines`` are for maps in frames.
    ``contents`` has every file by its address, made when it is asked for, JSON behind gzip. ``figures`` by
    `geo.returns.figures_key` and ``nearest`` by `geo.catchments.sites_key` hold what tooltips say of every municipality
    in the questions asked most; in others it travels with the state.
    """

    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    geometry: str
    land: str | None
    outlines: str
    facts: str
    figures: dict[tuple[object, ...], str]
    nearest: dict[tuple[object, ...], str]
    contents: dict[str, Callable[[], bytes]]

    def of_component(self, name: str) -> str:
        """The address of one of the component's files."""
        return next(address for address in (*self.scripts, *self.styles) if address.endswith(f"/{name}"))

    def files(self) -> dict[str, Any]:
        """What every map needs, by addresses on this machine: ``script``, ``styles`` and the files that it fetches."""
        root = app_path()
        return {
            "script": root + self.scripts[0],
            "styles": [root + address for address in self.styles],
            **{name: root + address for name, address in self.fetched().items()},
        }

    def fetched(self) -> dict[str, str]:
        """The files that every map fetches, of those that there are: ``geometry``, ``land``, ``facts``."""
        found = {"geometry": self.geometry, "land": self.land, "facts": self.facts}
        return {name: address for name, address in found.items() if address is not None}

    def files_of(self, criteria: Criteria) -> dict[str, str]:
        """The files that hold a question's tooltips, of ``figures`` and ``nearest`` those that there are."""
        found = {
            "figures": self.figures.get(figures_key(criteria)),
            "nearest": self.nearest.get(sites_key(criteria)),
        }
        return {name: address for name, address in found.items() if address is not None}


def make_assets(layers: Layers) -> Assets:
    """Make what the map needs to show some layers.

    Raises
    ------
    OSError
        Where a file is not there.
    ValueError
        Where the display geometry is not of these layers' municipalities, in their order.
    """
    contents: dict[str, Callable[[], bytes]] = {}

    def add(name: str, content: bytes) -> str:
        stem, dot, endings = name.partition(".")
        address = f"{ADDRESS}{stem}-{hashlib.sha256(content).hexdigest()[:10]}{dot}{endings}"
        contents[address] = lambda: content
        return address

    geometry = (layers.folder / DISPLAY_FILE).read_bytes()
    if not layers.provenance.is_intact(layers.folder, DISPLAY_FILE):
        _check_order(geometry, layers)
    around = land(layers)
    component = component_files()
    contents |= {address: partial(bytes, content) for address, content in component.items()}
    for state, name in settlement_files(layers).items():
        contents[ADDRESS + name] = partial(_pack_settlements, layers, state)
    outlines = f"{ADDRESS}outlines-{_mark(f'{_OUTLINES_FORM} {layers.provenance.edition}')}.js"
    contents[outlines] = partial(_outlines, layers)
    return Assets(
        scripts=tuple(sorted((name for name in component if name.endswith(".js")), key=_is_imported)),
        styles=tuple(name for name in component if name.endswith(".css")),
        geometry=add("municipios.topojson", geometry),
        land=None if around is None else add("land.topojson", around),
        outlines=outlines,
        facts=add("facts.json", _pack(facts(layers))),
        figures={
            figures_key(Criteria(year=year, rural_below=line)): add(
                f"figures-{year}-{line}.json",
                _pack(figures(find_gaps(layers, Criteria(year=year, rural_below=line)).table)),
            )
            for year in layers.years
            for line in RURAL_LINES
        },
        nearest={
            sites_key(Criteria(programs=(view.id,))): add(
                f"nearest-{view.id}.json",
                _pack(nearest(find_gaps(layers, Criteria(programs=(view.id,))), layers)),
            )
            for view in layers.programs.views
        },
        contents=contents,
    )


def component_files() -> dict[str, bytes]:
    """Scripts and styles of the map's component, Leaflet's included, by their address below the server's own.

    The scripts import each other by their names, so it is their folder's name that carries the hash of them all.
    """
    found = {name: leaflet(name) for name in ("leaflet.js", "leaflet.css")}
    ours = sorted(path for path in _COMPONENT.iterdir() if path.suffix in {".js", ".css"} and path.name != _LOADER)
    found |= {path.name: path.read_bytes() for path in ours}
    mark = hashlib.sha256(b"".join(found.values())).hexdigest()[:10]
    return {f"{ADDRESS}component-{mark}/{name}": content for name, content in found.items()}


def _is_imported(address: str) -> bool:
    return not address.endswith("/main.js")


def _pack_settlements(layers: Layers, state: str) -> bytes:
    states = layers.municipios["state_code"].to_numpy()
    return _pack(
        settlement_points(layers.settlements[(states == state)[reach_of(layers).municipality]]), level=_QUICKLY
    )


def settlement_files(layers: Layers) -> dict[str, str]:
    """Key of every state to the name of the file with its settlements: it carries the hash of what it is made of.

    The table's own hash is known without packing anything: the address of a file is known before it is there.
    """
    entry = layers.provenance.resource(settlements.FILE) or {}
    made_of = f"{_POINTS_FORM} {entry.get('hash', '')}"
    mark = _mark(made_of)
    return {code: f"settlements-{code}-{mark}.json" for code in layers.states}


def _mark(made_of: str) -> str:
    return hashlib.sha256(made_of.encode()).hexdigest()[:10]


def _outlines(layers: Layers) -> bytes:
    # folium is loaded for who asks for a map in a frame.
    from exports.around import outlines_script

    return outlines_script(layers)


def settlement_points(rows: pd.DataFrame) -> dict[str, Any]:
    """Settlements as the browser draws them, a list a column.

    ``names`` (None where there is none), ``lon`` and ``lat`` (each the step from the one before, in 0.0001 degrees),
    ``population`` and ``abroad_2015`` (people, None where not known).
    """
    steps = {name: np.diff(np.round(rows[name].to_numpy() * 1e4).astype(int), prepend=0) for name in ("lon", "lat")}
    names = rows["locality"].astype(object)
    return {
        "names": names.where(names.notna(), None).tolist(),
        **{name: values.tolist() for name, values in steps.items()},
        **{name: for_json(rows, name) for name in ("population", "abroad_2015")},
    }


def facts(layers: Layers) -> dict[str, Any]:
    """What no question changes.

    Name and state of every municipality in the table's order, all sites, the ground (None where there is none), towns
    as `settlement_points` has them, and files.
    """
    table = layers.municipios
    around = land(layers)
    return {
        "names": list(zip(table["municipality"], table["state"].map(Text(DEFAULT).state), strict=True)),
        "sites": site_names(layers.programs.sites),
        "ground": None if around is None else ground(layers),
        "towns": settlement_points(towns(layers)),
        "settlements": settlement_files(layers),
    }


def site_names(sites: pd.DataFrame) -> list[dict[str, Any]]:
    """Point, names and sureness (null where the catalogue does not say) of sites, in their order."""
    sites = sites.assign(sureness=sites["sureness"].astype(object).where(sites["sureness"].notna(), None))
    columns = (sites[name].tolist() for name in ("lon", "lat", "program", "site", "program_en", "site_en", "sureness"))
    return [
        {"lon": round(lon, 5), "lat": round(lat, 5), "es": [program, site], "en": [program_en, site_en], "sure": sure}
        for lon, lat, program, site, program_en, site_en, sure in zip(*columns, strict=True)
    ]


def site_rows(gaps: Gaps, layers: Layers) -> pd.Index:
    """Ids of the sites as the browser numbers them: the catalogue's, then the question's hypothetical ones."""
    return pd.Index([*layers.programs.sites["site_id"], *gaps.selection.hypothetical["site_id"]])


def nearest(gaps: Gaps, layers: Layers) -> dict[str, list[Any]]:
    """The nearest site of every municipality (as `site_rows` numbers it, -1 without any) and its distance."""
    return {
        "nearest_site": site_rows(gaps, layers).get_indexer(pd.Index(gaps.table["nearest_site"])).tolist(),
        "nearest_km": for_json(gaps.table, "nearest_km"),
    }


def figures(table: pd.DataFrame) -> dict[str, list[float | None]]:
    """Figures of a tooltip that only the year and the rural line change, rounded as they are shown."""
    return {name: for_json(table, name) for name in ("rural_share", "return_rate", "rural_return_dwellings")}


def for_json(rows: pd.DataFrame, name: str) -> list[float | None]:
    """A column's numbers as pages show them, for JSON; None where unknown."""
    values = figures_of(rows, name).tolist()
    return [None if math.isnan(value) else value if column_of(name).shown else int(value) for value in values]


def _check_order(geometry: bytes, layers: Layers) -> None:
    drawn = [shape["id"] for shape in json.loads(gzip.decompress(geometry))["objects"]["m"]["geometries"]]
    if drawn != layers.municipios["cvegeo"].tolist():
        raise ValueError(f"{DISPLAY_FILE}: its municipalities are not those of the table, in its order")


def _pack(document: dict[str, Any], *, level: int = 9) -> bytes:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=level, mtime=0)
