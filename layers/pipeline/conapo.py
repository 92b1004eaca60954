"""CONAPO's tables by municipality: migration intensity (return rates) and marginalisation, 2010 and 2020."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook

from layers.errors import LayerError
from layers.pipeline.text import masked_number, mend_encoding, municipal_key
from layers.schema import read_table

_DEGREES = {name.lower(): name for name in ("Nulo", "Muy bajo", "Bajo", "Medio", "Alto", "Muy alto")}
_WORKBOOK_HEADER_ROW = 6


def read_returns_2020(path: Path) -> pd.DataFrame:
    """Migration intensity 2020 by municipality.

    Returns
    -------
    DataFrame
        ``cvegeo``, ``name`` (as CONAPO writes it, mended), ``year``, ``dwellings`` (inhabited private dwellings, the
        base of the rates), ``return_rate``, ``remittance_rate``, ``emigrant_rate``, ``circular_rate`` (% of
        dwellings), ``intensity`` (degree). Ordered by key.
    """
    table = _read(path, ("cve_mun", "nom_mun", "viv_tot", "viv_rem", "viv_emig", "viv_circ", "viv_ret", "gim_dp2"))
    return _returns(
        table,
        path.name,
        year=2020,
        cvegeo=municipal_key(table["cve_mun"], file=path.name),
        columns=("nom_mun", "viv_tot", "viv_ret", "viv_rem", "viv_emig", "viv_circ", "gim_dp2"),
    )


def read_returns_2010(path: Path) -> pd.DataFrame:
    """Migration intensity 2010 by municipality; columns as in `read_returns_2020`.

    The degrees of 2010 (principal components) and 2020 (DP2) are not comparable; the percentages are.
    """
    table = _read(path, ("ENT", "MUN", "NOM_MUN", "TOT_VIV", "VIV_REM", "VIV_EMIG", "VIV_CIRC", "VIV_RET", "GIM_2010"))
    table["GIM_2010"] = table["GIM_2010"].str.replace(r"^\d\s*", "", regex=True)
    state = municipal_key(table["ENT"], file=path.name, width=2)
    return _returns(
        table,
        path.name,
        year=2010,
        cvegeo=state + municipal_key(table["MUN"], file=path.name, width=3),
        columns=("NOM_MUN", "TOT_VIV", "VIV_RET", "VIV_REM", "VIV_EMIG", "VIV_CIRC", "GIM_2010"),
    )


def read_marginalisation_2020(path: Path) -> pd.DataFrame:
    """Marginalisation 2020: ``cvegeo``, ``marginalisation`` (degree), ``marginalisation_index``, ``population``."""
    table = _read(path, ("CVE_MUN", "POB_TOT", "IM_2020", "GM_2020"))
    cvegeo = municipal_key(table["CVE_MUN"], file=path.name)
    return _marginalisation(table, path.name, cvegeo, population="POB_TOT", index="IM_2020", degree="GM_2020")


def read_marginalisation_2010(path: Path) -> pd.DataFrame:
    """Marginalisation 2010, from the workbook whose header is its sixth row; columns as of 2020.

    Rows that are not a municipality (national and state totals, notes) are left out.
    """
    rows = read_table(path, _first_sheet, "CONAPO's workbook of marginalisation")
    if len(rows) < _WORKBOOK_HEADER_ROW:
        raise LayerError.at(path.name, found=f"{len(rows)} rows", expected="a header in row 6")
    header = [str(name).strip() if name is not None else "" for name in rows[_WORKBOOK_HEADER_ROW - 1]]
    table = pd.DataFrame(rows[_WORKBOOK_HEADER_ROW:], columns=header)
    wanted = ("CVE_MUN", "POB_TOT", "IM_2010", "GM_2010")
    for column in wanted:
        if column not in table:
            raise LayerError.at(path.name, row="header", column=column, found=header, expected="this column in row 6")
    table = table.loc[:, list(wanted)]
    text = table["CVE_MUN"].astype("string").str.strip()
    table = table[text.str.fullmatch(r"\d{4,5}").fillna(False).astype(bool) & ~text.str.endswith("000").fillna(True)]
    table = table.reset_index(drop=True)
    cvegeo = municipal_key(table["CVE_MUN"], file=path.name)
    return _marginalisation(table, path.name, cvegeo, population="POB_TOT", index="IM_2010", degree="GM_2010")


def _first_sheet(path: Path) -> list[tuple]:
    with CalamineWorkbook.from_path(path) as book:
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [tuple(None if cell == "" else _whole(cell) for cell in row) for row in rows]


def _whole(cell: object) -> object:
    """A key that was stored as a number, without a decimal point."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _read(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    try:
        table = pd.read_csv(path, dtype=str, encoding="latin-1", keep_default_na=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise LayerError.at(path.name, found=str(error), expected="CONAPO's table by municipality as CSV") from error
    for column in columns:
        if column not in table:
            raise LayerError.at(path.name, column=column, found=list(table.columns), expected="this column")
    return table.loc[:, list(columns)]


def _returns(table: pd.DataFrame, file: str, *, year: int, cvegeo: pd.Series, columns: tuple[str, ...]) -> pd.DataFrame:
    name, dwellings, returns, remittances, emigrants, circular, degree = columns
    frame = pd.DataFrame(
        {
            "cvegeo": cvegeo,
            "name": table[name].map(mend_encoding).str.strip(),
            "year": year,
            "dwellings": masked_number(table[dwellings], file=file),
            "return_rate": masked_number(table[returns], file=file),
            "remittance_rate": masked_number(table[remittances], file=file),
            "emigrant_rate": masked_number(table[emigrants], file=file),
            "circular_rate": masked_number(table[circular], file=file),
            "intensity": _degree(table[degree], file),
        }
    )
    return frame.sort_values("cvegeo", ignore_index=True)


def _marginalisation(
    table: pd.DataFrame, file: str, cvegeo: pd.Series, *, population: str, index: str, degree: str
) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "cvegeo": cvegeo,
            "marginalisation": _degree(table[degree], file),
            "marginalisation_index": masked_number(table[index], file=file),
            "population": masked_number(table[population], file=file),
        }
    )
    return frame.sort_values("cvegeo", ignore_index=True)


def _degree(values: pd.Series, file: str) -> pd.Series:
    degree = values.astype("string").str.strip().str.lower().map(_DEGREES)
    if degree.isna().any():
        row = int(degree.isna().to_numpy().argmax())
        raise LayerError.at(
            file, row=row + 1, column=str(values.name), found=values.iloc[row], expected="a degree, Nulo to Muy alto"
        )
    return degree.astype(object)
