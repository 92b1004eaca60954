"""What is known before any question, as files: CSV, JSON, Parquet."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from exports.spatial import to_parquet
from exports.tables import records, to_csv, to_json
from geo.settings import NONE, CriteriaError
from layers import Layers
from layers.settlements import FACTS
from vocabulary.lists import LayerFormat

_SETTLEMENT_COLUMNS = [
    *("cvegeo", "lon", "lat", "population", "dwellings", "locality_population", "basis", "locality_key", "locality"),
    *FACTS,
]
_PROGRAM_COLUMNS = [
    "site_id",
    "program_id",
    "program",
    "lon",
    "lat",
    "since",
    "until",
    "reach_km",
    "reach_min",
    "components",
    "eligibility",
    "views",
    "served",
    "site",
    "precision",
    "kind",
    "sureness",
    "announced",
]


def layer_rows(layers: Layers, name: str) -> pd.DataFrame:
    """A layer as a flat table: settlements, municipios, returns, or programs (a row a site, lists joined by ``;``).

    Raises
    ------
    KeyError
        Where there is no such layer.
    """
    sites = layers.programs.sites
    return {
        "municipios": layers.municipios,
        "settlements": layers.settlements[_SETTLEMENT_COLUMNS],
        "returns": layers.returns,
        "programs": sites[_PROGRAM_COLUMNS],
    }[name]


def export_layer(layers: Layers, name: str, states: Collection[str] | None = None, *, format: LayerFormat) -> bytes:  # noqa: A002
    """A layer as a file, with all digits of every number.

    Parameters
    ----------
    layers, name
        As in `layer_rows`.
    states : collection of str, optional
        Keys of the states whose municipalities it is about; all if not given.
    format : csv, json or parquet
        The last two name the data edition and the own files too.

    Raises
    ------
    CriteriaError
        Where a key is no state's, or the layer is not of municipalities.
    """
    rows = layer_rows(layers, name)
    if states is not None:
        strange = [key for key in states if key not in layers.states]
        if strange or "cvegeo" not in rows:
            choices = ", ".join(layers.states) if "cvegeo" in rows else NONE
            raise CriteriaError.of("state", "one_of", found=repr((strange or list(states))[0]), choices=choices)
        within = layers.municipios.loc[layers.municipios["state_code"].isin(states), "cvegeo"]
        rows = rows[rows["cvegeo"].isin(within)]
    if format == "csv":
        return to_csv(rows, exact=True)
    about = {"data_edition": layers.provenance.edition, "own_files": list(layers.provenance.own)}
    if format == "parquet":
        return to_parquet(rows, about, exact=True)
    return to_json({**about, "rows": records(rows, exact=True)})
