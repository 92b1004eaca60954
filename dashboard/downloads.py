"""Files that a page offers: their names, and the button that makes one once it is pressed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from dashboard.session import session_layers
from exports.rows import export_rows
from geo import Criteria, Gaps
from words.text import Text


def offer(label: str, make: Callable[[], bytes], name: str, mime: str = "text/csv", *, key: str | None = None) -> None:
    """A button that makes a file and downloads it; the page stays as it is."""
    st.download_button(label, data=make, file_name=name, mime=mime, on_click="ignore", key=key)


def take_rows(
    rows: pd.DataFrame, criteria: Criteria, label: str, what: str, *, key: str | None = None, year: int | None = None
) -> None:
    """A button that downloads the rows of an answer; ``year`` as `export_rows` has it."""
    name = row_file(what, criteria)
    make = partial(export_rows, rows, criteria, session_layers(), format="csv", year=year)
    offer(label, make, name, key=f"take.{name}.{key}")


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
