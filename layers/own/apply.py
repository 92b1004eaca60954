"""The third step: what was taken of a person's own file, in its place among the layers."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from layers.model import Layers
from layers.own.result import Result


def apply(result: Result, layers: Layers) -> Layers:
    """The layers with what was taken of a person's own file, as `layers.own.read` gives it.

    Raises
    ------
    LayerError
        Where it does not fit these layers.
    """
    if result.programs is not None:
        return layers.with_programs(result.programs, result.name)
    if result.polygons is not None:
        return layers.with_municipios(result.frame, result.polygons, result.name, result.country)
    put: dict[str, Callable[[pd.DataFrame, str], Layers]] = {
        "returns": layers.with_returns,
        "catchments": layers.with_catchments,
        "settlements": layers.with_settlements,
    }
    return put[result.kind](result.frame, result.name)
