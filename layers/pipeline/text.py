"""Faults of text that several sources share: encodings, keys, masks, sexagesimal coordinates."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from layers.errors import LayerError

_SIXTY = 60
_DMS = re.compile(r"""^\s*(\d{1,3})\s*°\s*(\d{1,2})\s*'\s*(\d{1,2}(?:\.\d+)?)\s*"\s*([NSEWO])\s*$""")


def mend_encoding(text: str) -> str:
    """Undo UTF-8 that was read as Latin-1 and written again, however often that happened.

    Text that is not such a fault comes back as it is: a lone Latin-1 accent is not valid UTF-8.
    """
    while True:
        try:
            mended = text.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return text
        if mended == text:
            return text
        text = mended


def municipal_key(values: pd.Series, *, file: str, width: int = 5) -> pd.Series:
    """Keys as text with their leading zeros.

    Parameters
    ----------
    values : Series of int or text
        Keys that may have lost their leading zeros.
    file : str
        Named in the error.
    width : int
        Digits of a full key: 2 a state, 5 a municipality, 9 a locality.

    Raises
    ------
    LayerError
        Where a value is not a whole number of at most ``width`` digits.
    """
    keys = values.astype("string").str.strip().str.zfill(width)
    bad = ~keys.str.fullmatch(rf"\d{{{width}}}").fillna(False).astype(bool)
    if bad.any():
        row = int(np.flatnonzero(bad.to_numpy())[0])
        raise LayerError.at(
            file, row=row + 1, column=str(values.name), found=values.iloc[row], expected=f"a key of {width} digits"
        )
    return keys.astype(object)


def degrees(values: pd.Series, *, file: str) -> pd.Series:
    """Degrees, minutes, seconds (``17°46'54.8" N``) as decimal degrees; W, O and S are negative.

    Raises
    ------
    LayerError
        Where a value is not of that form, or has 60 minutes or seconds and more.
    """
    parts = values.astype("string").str.extract(_DMS)
    minutes = pd.to_numeric(parts[1])
    seconds = pd.to_numeric(parts[2])
    bad = parts[3].isna() | (minutes >= _SIXTY) | (seconds >= _SIXTY)
    if bad.any():
        row = int(np.flatnonzero(bad.to_numpy())[0])
        raise LayerError.at(
            file,
            row=row + 1,
            column=str(values.name),
            found=values.iloc[row],
            expected="degrees, minutes and seconds with N, S, E, W or O",
        )
    size = pd.to_numeric(parts[0]) + (minutes + seconds / _SIXTY) / _SIXTY
    return size.where(~parts[3].isin(["S", "W", "O"]), -size).astype("float64")


def known_number(values: pd.Series, *, file: str) -> pd.Series:
    """Figures that are never masked, as floats.

    Raises
    ------
    LayerError
        Where a value is missing or not a number.
    """
    numbers = masked_number(values, file=file)
    if numbers.isna().any():
        row = int(numbers.isna().to_numpy().argmax())
        raise LayerError.at(
            file, row=row + 1, column=str(values.name), found=values.iloc[row], expected="a number, never masked"
        )
    return numbers


def masked_number(values: pd.Series, *, file: str) -> pd.Series:
    """Figures of the census as floats; its masks ``*`` and ``N/D`` are missing, never zero.

    Raises
    ------
    LayerError
        Where a value is neither a number nor a mask.
    """
    text = values.astype("string").str.strip()
    hidden = text.isin(["*", "N/D", ""]) | text.isna()
    numbers = pd.to_numeric(text.mask(hidden), errors="coerce").astype("float64")
    bad = numbers.isna() & ~hidden
    if bad.any():
        row = int(np.flatnonzero(bad.to_numpy())[0])
        raise LayerError.at(
            file, row=row + 1, column=str(values.name), found=values.iloc[row], expected="a number, or * where masked"
        )
    return numbers
