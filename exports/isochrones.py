"""Areas that the sites reach by road, as GeoJSON with their facts."""

from __future__ import annotations

from collections.abc import Iterable

from exports.context import describe, used_sites
from exports.features import collection, feature
from exports.tables import records, to_json
from geo import Gaps
from geo.catchment_areas import CELL_DEGREES, ISOCHRONE_MINUTES, isochrones
from layers import Layers
from words.text import Text

#: Corners of the cells need no more.
_DECIMALS = 2


def export_isochrones(gaps: Gaps, layers: Layers, minutes: Iterable[float] = ISOCHRONE_MINUTES, *, text: Text) -> bytes:
    """The isochrones of an answer's sites as GeoJSON (RFC 7946).

    Each feature has the columns of `geo.catchment_areas.isochrones` and the names of site and program in the language;
    the member ``alcance`` is what the answer says about itself, with ``cell_degrees``: it is drawn in cells.

    Raises
    ------
    CriteriaError
        As `geo.catchment_areas.isochrones`.
    """
    times = tuple(minutes)
    rows = isochrones(layers, gaps.criteria, times)
    names = used_sites(gaps, text).set_index("site_id")[["site", "program"]]
    facts = rows.drop(columns="geometry").join(names, on="site_id")
    said = ",".join(f"{time:g}" for time in times)
    command = ("isochrones", "--minutes", said, "--lang", text.language)
    about = describe(gaps, layers, text, command=command) | {"cell_degrees": CELL_DEGREES}
    features = [
        feature(f"{told['site_id']}-{told['minutes']:g}", shape, told, decimals=_DECIMALS)
        for told, shape in zip(records(facts), rows.geometry, strict=True)
    ]
    return to_json(collection(features) | {"alcance": about})
