"""INEGI's Encuesta Intercensal 2025 by state: where people lived in 2020, and money from abroad."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from layers.errors import LayerError
from layers.pipeline.text import masked_number, municipal_key
from layers.residence import COUNTRY, FIGURES, check_intervals
from layers.schema import read_table

_INEGI = dict(zip(FIGURES, ("PCN_PRESEUA20", "PCN_HOG_OPAIS"), strict=True))
_PARTS = {"": "", "_low_90": "_li90", "_high_90": "_ls90", "_cv": "_cv"}
_STATES = 32


def read_state_residence(path: Path) -> pd.DataFrame:
    """The figures of the country and the 32 states; columns as `layers.residence.read_residence`, by key.

    Raises
    ------
    LayerError
        Where a column or a state is missing, there twice or strange, or a figure is no number or outside its interval.
    """
    table = read_table(
        path, lambda file: pd.read_csv(file, dtype=str, encoding="utf-8", keep_default_na=False), "CSV in UTF-8"
    )
    names = {f"{ours}{part}": f"{theirs}{end}" for ours, theirs in _INEGI.items() for part, end in _PARTS.items()}
    for column in ("CVE_ENT", *names.values()):
        if column not in table:
            raise LayerError.at(path.name, column=column, found=list(table.columns), expected="this column")
    keys = municipal_key(table["CVE_ENT"], file=path.name, width=2)
    wanted = [COUNTRY, *(f"{number:02d}" for number in range(1, _STATES + 1))]
    if sorted(keys) != wanted:
        strange = sorted(set(keys) ^ set(wanted)) or sorted(keys[keys.duplicated()])
        raise LayerError.at(
            path.name, column="CVE_ENT", found=strange, expected="the country (00) and each of the 32 states once"
        )
    found = {ours: masked_number(table[theirs], file=path.name) for ours, theirs in names.items()}
    frame = pd.DataFrame({"state_code": keys, **found})
    return check_intervals(frame, path.name).sort_values("state_code", ignore_index=True)
