"""Files that a page offers: their names, and the button that makes one once it is pressed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from dashboard.session import session_layers
from exports.rows import export_rows, rows_as_sheet
from geo import Criteria, Gaps
from vocabulary.lists import MEDIA_TYPES
from words.text import Text


def offer(
    label: str,
    make: Callable[[], bytes],
    name: str,
    *,
    key: str | None = None,
    explained: str | None = None,
    disabled: bool = False,
) -> None:
    """A button that makes a file and downloads it; the page stays as it is."""
    mime = MEDIA_TYPES[name.rpartition(".")[2]]
    st.download_button(
        label,
        data=make,
        file_name=name,
        mime=mime,
        on_click="ignore",
        key=key,
        icon=":material/download:",
        help=explained,
        disabled=disabled,
    )


def take_rows(
    rows: pd.DataFrame, gaps: Gaps, text: Text, what: str, *, key: str | None = None, year: int | None = None
) -> None:
    """Buttons that download the rows of an answer, as CSV and as XLSX; ``year`` as `export_rows` has it."""
    name = file_name(what, gaps, "")
    layers = session_layers()
    offer(
        text("take.rows"),
        partial(export_rows, rows, gaps.criteria, layers, format="csv", year=year),
        f"{name}.csv",
        key=f"take.{name}.{key}",
    )
    offer(
        text("take.rows.xlsx"),
        partial(rows_as_sheet, rows, gaps, layers, text, year=year),
        f"{name}.xlsx",
        key=f"take.{name}.{key}.xlsx",
    )


def list_name(gaps: Gaps, text: Text, *, everyone: bool = False, ending: str = ".csv") -> str:
    """Name of the list's file: what, which states, which year, which data."""
    return file_name(text("download.file.all" if everyone else "download.file"), gaps, ending)


def file_name(what: str, gaps: Gaps, ending: str) -> str:
    """Name of a file with an answer: what, which states, which year, which data."""
    return _named(what, gaps.criteria, gaps.provenance.edition) + ending


def row_file(what: str, criteria: Criteria) -> str:
    """Name of a file with rows; as `file_name`."""
    return _named(what, criteria, session_layers().provenance.edition) + ".csv"


def _named(what: str, criteria: Criteria, edition: str) -> str:
    marks = ["what-if"] if criteria.what_if else []
    return "-".join(["alcance", what, *marks, *criteria.state, str(criteria.year), edition])
