"""What the browser fetches once: Leaflet from its pinned package, the display geometry, names and figures.

All of it is laid into the git-ignored part of ``static/``, under names that carry their content's hash, and served by
Streamlit itself: no other host is asked.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from dashboard.tables import figures_of
from exports.files import write_whole
from geo import Criteria, find_gaps
from geo.catchments import sites_key
from geo.gaps import Gaps
from geo.reach import reach_of
from geo.returns import figures_key
from layers import DATA, Layers, settlements
from layers.municipios import DISPLAY_FILE
from vocabulary.columns import column_of
from vocabulary.lists import RURAL_LINES

STATIC = Path(__file__).resolve().parent.parent / "static"

#: Changes whenever the files of settlements are made otherwise than before.
_POINTS_FORM = 1

#: How hard the files of settlements are packed: a ninth level takes three times as long and saves 1 %.
_QUICKLY = 6

_LEAFLET = ("leaflet.js", "leaflet.css")
_COMPONENT = Path(__file__).resolve().parent / "map"

#: What Streamlit itself sends of the component.
_LOADER = "loader.js"


class MapFiles(NamedTuple):
    """Addresses below the server's own of the map's scripts (first the one that imports the rest), styles, geometry."""

    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    geometry: str


@dataclass(frozen=True)
class Assets:
    """Addresses below the server's own of what the map needs.

    ``figures`` by `geo.returns.figures_key` and ``nearest`` by `geo.catchments.sites_key` hold what tooltips say of
    every municipality in the questions asked most; in others it travels with the message.
    """

    script: str
    styles: tuple[str, ...]
    geometry: str
    facts: str
    figures: dict[tuple[object, ...], str]
    nearest: dict[tuple[object, ...], str]

    def files_of(self, criteria: Criteria) -> dict[str, str]:
        """The files that hold a question's tooltips, of ``figures`` and ``nearest`` those that there are."""
        found = {
            "figures": self.figures.get(figures_key(criteria)),
            "nearest": self.nearest.get(sites_key(criteria)),
        }
        return {name: address for name, address in found.items() if address is not None}


def lay_assets(layers: Layers, static: Path = STATIC) -> Assets:
    """Put the map's files where Streamlit serves them; files that are there already are left alone.

    Raises
    ------
    OSError
        Where ``static`` may not be written to.
    """
    laid = lay_map_files(layers.folder, static)
    if not layers.provenance.is_intact(layers.folder, DISPLAY_FILE):
        _check_order((layers.folder / DISPLAY_FILE).read_bytes(), layers)
    return Assets(
        script=laid.scripts[0],
        styles=laid.styles,
        geometry=laid.geometry,
        facts=_lay(static, "facts.json.gz", _pack(facts(layers))),
        figures={
            figures_key(Criteria(year=year, rural_below=line)): _lay(
                static,
                f"figures-{year}-{line}.json.gz",
                _pack(figures(find_gaps(layers, Criteria(year=year, rural_below=line)).table)),
            )
            for year in layers.years
            for line in RURAL_LINES
        },
        nearest={
            sites_key(Criteria(programs=(view.id,))): _lay(
                static,
                f"nearest-{view.id}.json.gz",
                _pack(nearest(find_gaps(layers, Criteria(programs=(view.id,))), layers)),
            )
            for view in layers.programs.views
        },
    )


def lay_map_files(folder: Path = DATA, static: Path = STATIC) -> MapFiles:
    """Put the files of the map that no table is needed for where Streamlit serves them.

    Its modules import each other by their names, so it is their folder's name that carries the hash of them all.

    Raises
    ------
    OSError
        Where ``static`` may not be written to, or a file is not there.
    """
    package = files("js_lib_leaflet") / "static" / "js_lib_leaflet"
    contents = {name: (package / name).read_bytes() for name in _LEAFLET}
    ours = sorted(path for path in _COMPONENT.iterdir() if path.suffix in {".js", ".css"} and path.name != _LOADER)
    contents |= {path.name: path.read_bytes() for path in ours}
    mark = hashlib.sha256(b"".join(contents.values())).hexdigest()[:10]
    place = f"map/component-{mark}"
    (static / place).mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        if not (static / place / name).is_file():
            write_whole(static / place / name, content)
    scripts = sorted((name for name in contents if name.endswith(".js")), key=lambda name: name != "main.js")
    return MapFiles(
        scripts=tuple(f"app/static/{place}/{name}" for name in scripts),
        styles=tuple(f"app/static/{place}/{name}" for name in contents if name.endswith(".css")),
        geometry=_lay(static, "municipios.topojson.gz", (folder / DISPLAY_FILE).read_bytes()),
    )


def lay_settlements(layers: Layers, static: Path = STATIC) -> None:
    """Put a file a state with its settlements where Streamlit serves them, for maps that are zoomed in.

    Packing them takes a second, so it is done beside the first visits (`dashboard.shared.warm`) and once for an
    edition of the data: files that are there already are left alone. No table is held in memory for it.

    Raises
    ------
    OSError
        Where ``static`` may not be written to.
    """
    states = pd.Index(list(layers.states)).get_indexer(layers.municipios["state_code"])
    state_of = states[reach_of(layers).municipality]
    for state, name in enumerate(settlement_files(layers).values()):
        path = static / "map" / name
        if not path.is_file():
            write_whole(path, _pack(settlement_points(layers.settlements[state_of == state]), level=_QUICKLY))


def settlement_files(layers: Layers) -> dict[str, str]:
    """Key of every state to the name of the file with its settlements: it carries the hash of what it is made of.

    The table's own hash is known without packing anything: the address of a file is known before it is there.
    """
    entry = layers.provenance.resource(settlements.FILE) or {}
    made_of = f"{_POINTS_FORM} {entry.get('hash', '')}"
    mark = hashlib.sha256(made_of.encode()).hexdigest()[:10]
    return {code: f"settlements-{code}-{mark}.json.gz" for code in layers.states}


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
    """What no question changes: name and state of every municipality in the table's order, all sites, and files."""
    table = layers.municipios
    return {
        "names": list(zip(table["municipality"], table["state"], strict=True)),
        "sites": site_names(layers.programs.sites),
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
        "nearest_site": site_rows(gaps, layers).get_indexer(gaps.table["nearest_site"]).tolist(),
        "nearest_km": for_json(gaps.table, "nearest_km"),
    }


def figures(table: pd.DataFrame) -> dict[str, list[float | None]]:
    """Figures of a tooltip that only the year and the rural line change, rounded as they are shown."""
    return {
        name: for_json(table, name) for name in ("rural_share", "return_rate", "rural_return_dwellings", "population")
    }


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


def _lay(static: Path, name: str, data: bytes) -> str:
    stem, dot, endings = name.partition(".")
    hashed = f"{stem}-{hashlib.sha256(data).hexdigest()[:10]}{dot}{endings}"
    path = static / "map" / hashed
    if not path.is_file():
        write_whole(path, data)
    return f"app/static/map/{hashed}"
