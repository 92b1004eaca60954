"""The list as a file, in every format."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pandas as pd

from exports.context import describe
from exports.csvw import sidecar
from exports.tables import in_unit, records, to_csv, to_json
from geo import Gaps
from geo.lists import list_municipalities
from layers import Layers
from vocabulary.columns import TAGS
from vocabulary.lists import ListFormat
from words.catalogues import DEFAULT
from words.text import Text

#: Formats that can have a line of HXL tags.
TAGGED: tuple[ListFormat, ...] = ("csv", "zip", "xlsx")

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_SPANISH = Text(DEFAULT)


def export_gaps(
    gaps: Gaps,
    layers: Layers,
    *,
    everyone: bool = False,
    format: ListFormat = "csv",  # noqa: A002
    text: Text = _SPANISH,
    hxl: bool = False,
    address: str | None = None,
    name: str = "alcance.csv",
) -> bytes:
    """The list as a file.

    Parameters
    ----------
    gaps, layers
        The answer, and what it was made from.
    everyone : bool
        Every municipality with its status instead of the gaps. A GeoPackage always has both.
    format : str
        One of `vocabulary.lists.LIST_FORMATS`. A CSV carries rows alone; `describe_csv` makes what belongs beside it,
        and a zip has both. In the others, what was asked, the data edition, the link and the licence are inside.
    text : Text
        The language of notes, labels and the licence line; names of columns are the same in both, but follow what the
        year's figures count (`exports.tables.in_unit`).
    hxl : bool
        A line of HXL tags below the header, in the formats of `TAGGED`.
    address : str, optional
        Of the page, for the link that asks again.
    name : str
        File name of the CSV inside a zip.

    Raises
    ------
    ValueError
        Where the format has no line of tags.
    """
    if hxl and format not in TAGGED:
        raise ValueError(f"hxl: found {format}, expected one of {', '.join(TAGGED)}")
    text = text.about(gaps)
    rows = in_unit(list_municipalities(gaps, layers, all_municipalities=everyone), gaps.unit)
    if format == "csv":
        return to_csv(rows, tags=TAGS if hxl else None)
    written = _written(format, text, hxl=hxl)
    about = describe(gaps, layers, text, everyone=everyone, address=address, written=written)
    if format == "zip":
        data = to_csv(rows, tags=TAGS if hxl else None)
        return zipped({name: data, f"{name}-metadata.json": sidecar(rows, about, text, name=name, hxl=hxl)})
    if format == "xlsx":
        from exports.sheets import to_xlsx

        return to_xlsx(rows, gaps, layers, about, text, hxl=hxl)
    if format == "gpkg":
        from exports.geopackage import to_geopackage

        return to_geopackage(gaps, layers, about, text)
    return _plain(rows, layers, about, format)


def _written(form: ListFormat, text: Text, *, hxl: bool) -> list[str]:
    """The shell's options that write a list in the same way."""
    return [*(["--hxl"] if hxl else []), "--format", form, "--lang", text.language]


def _plain(rows: pd.DataFrame, layers: Layers, about: dict[str, Any], form: ListFormat) -> bytes:
    if form == "json":
        return to_json({**about, "rows": records(rows)})
    from exports import spatial

    if form == "parquet":
        return spatial.to_parquet(rows, about)
    make = spatial.to_geojson if form == "geojson" else spatial.to_geoparquet
    return make(rows, layers, about)


def describe_csv(
    gaps: Gaps,
    layers: Layers,
    *,
    name: str,
    everyone: bool = False,
    text: Text = _SPANISH,
    hxl: bool = False,
    address: str | None = None,
) -> bytes:
    """What belongs beside a CSV as ``NAME-metadata.json``: its columns, the question, the data edition, the licence."""
    text = text.about(gaps)
    written = _written("csv", text, hxl=hxl)
    about = describe(gaps, layers, text, everyone=everyone, address=address, written=written)
    rows = in_unit(list_municipalities(gaps, layers, all_municipalities=everyone), gaps.unit)
    return sidecar(rows, about, text, name=name, hxl=hxl)


def zipped(files: dict[str, bytes]) -> bytes:
    """Files by name as a zip that says no date of its own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, date_time=_LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
