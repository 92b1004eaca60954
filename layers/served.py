"""The layers of pages, addresses and Python: the embedded ones, with what the machine's environment names."""

from __future__ import annotations

from layers.loading import load
from layers.model import Layers
from layers.named import named
from layers.network.loading import with_roads
from layers.road_grade import VARIABLE


def served() -> Layers:
    """The embedded layers, with the network of roads and CONEVAL's degrees that the environment names.

    Raises
    ------
    LayerError, NetworkError
        Where what is named is not there or not whole.

    Examples
    --------
    >>> served().network is None
    True
    """
    layers, grades = with_roads(load()), named(VARIABLE)
    return layers if grades is None else layers.with_road_grade(grades)
