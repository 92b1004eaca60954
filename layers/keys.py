"""Whether tables name the municipalities of ours and no others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from layers.errors import Constraint, LayerError
from layers.programs import Programs

_EXPECTED = Constraint("known_municipality")


def check_keys(frame: pd.DataFrame, table: pd.DataFrame, file: str, *, column: str = "cvegeo") -> None:
    """Refuse a table that names a municipality that is not in ours.

    Raises
    ------
    LayerError
        With the first such row.

    Examples
    --------
    >>> check_keys(pd.DataFrame({"cvegeo": ["1001"]}), layers.municipios, "mine.csv")
    Traceback (most recent call last):
        ...
    layers.errors.LayerError: mine.csv, row 1, column cvegeo: found '1001', expected the key of a ...
    """
    stray = ~frame[column].isin(table["cvegeo"])
    if stray.any():
        row = int(np.flatnonzero(stray)[0])
        raise LayerError.at(
            file,
            row=row + 1,
            column=column,
            found=frame[column].iloc[row],
            expected=_EXPECTED,
        )


def check_served(catalogue: Programs, table: pd.DataFrame) -> None:
    """Refuse a catalogue that serves a municipality that is not in ours.

    Raises
    ------
    LayerError
        With the first such site.

    Examples
    --------
    >>> check_served(layers.programs, layers.municipios.head(3))
    Traceback (most recent call last):
        ...
    layers.errors.LayerError: programs.geojson, row fundacion-bajio-irapuato, column served: found ...
    """
    known = set(table["cvegeo"])
    for row, record in enumerate(catalogue.records, start=1):
        stray = sorted(set(record.served) - known)
        if stray:
            raise LayerError.at(
                catalogue.file,
                row=record.site_id or row,
                column="served",
                found=stray[0],
                expected=_EXPECTED,
            )
