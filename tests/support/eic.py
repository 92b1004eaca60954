"""A file in the layout of INEGI's municipal estimates of 2025: its states are the real ones, the rest is invented.

The same bytes every time. `FILLERS` stand for the columns that are not looked at.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

import pandas as pd

from layers.eic2025 import MEMBER

ESTIMATORS = (
    "Valor",
    "Error estándar",
    "Límite inferior de confianza",
    "Límite superior de confianza",
    "Coeficiente de variación",
)
#: Municipalities that were created since 2020.
CREATED = ("02007", "04013", "12082", "12083", "12084", "12085", "24059", "25019", "25020")
FILLERS = ("VIVPARHAB", "P_6A14", "PCN_PRESM20", "PCN_PRESE20", "PCN_PRESOP20", "PCN_HOG_OPAIS")
HEADER = ("CVEGEO", "CVE_ENT", "NOM_ENT", "CVE_MUN", "NOM_MUN", "CVE_LOC", "NOM_LOC", "ESTIMADOR", "POBTOT")
ZIP_NAME = "conjunto_de_datos_eic2025_105_csv.zip"


def eic_lines(
    states: pd.DataFrame,
    municipalities: Iterable[str],
    *,
    people: Mapping[str, int] | None = None,
    rates: Mapping[str, tuple[str, ...]] | None = None,
    columns: Mapping[str, int] | None = None,
    fillers: tuple[str, ...] = FILLERS,
) -> list[list[str]]:
    """The rows of the table, the header first.

    Parameters
    ----------
    states : DataFrame
        `layers.model.Layers.residence`.
    municipalities
        Keys, five digits.
    people, rates
        POBTOT, and the five estimators of the rate as text, by key; invented where not given.
    columns
        Further columns, each with its share of POBTOT in per cent.
    """
    people, rates, columns = people or {}, rates or {}, columns or {}
    table = [[*HEADER, *columns, *fillers, "PCN_PRESEUA20"]]

    def area(key: str, locality: str, count: int, figures: tuple[str, ...]) -> None:
        for estimator, figure in zip(ESTIMATORS, figures, strict=True):
            value = estimator == "Valor"
            table.append(
                [
                    f"{key}{locality}",
                    key[:2],
                    "Michoacán de Ocampo",
                    key[2:],
                    "Ñuu Savi",
                    locality,
                    "Árbol",
                    estimator,
                    str(count) if value else "MI",
                    *(str(count * share // 100) if value else "MI" for share in columns.values()),
                    *("NA" for _ in fillers),
                    figure,
                ]
            )

    for row in states.itertuples(index=False):
        cv = row.people_5_and_over_in_us_2020_cv
        figures = (
            f"{row.people_5_and_over_in_us_2020:.2f}",
            f"{row.people_5_and_over_in_us_2020 * cv / 100:.4f}",
            f"{row.people_5_and_over_in_us_2020_low_90:.2f}",
            f"{row.people_5_and_over_in_us_2020_high_90:.2f}",
            f"{cv:.1f}",
        )
        area(f"{row.state_code}000", "0000", 1_000_000, figures)
        if row.state_code != "00":
            area(f"{row.state_code}997", "9997", 400_000, figures)
    for key in municipalities:
        count = people.get(key, 1000 + int(key) % 977)
        area(key, "0000", count, rates.get(key) or invented(key))
        if int(key) % 100 == 1:
            area(key, "0001", count // 2, ("99.00", "1.0", "98.00", "99.90", "1.0"))
    return table


def invented(key: str) -> tuple[str, ...]:
    """A rate with its estimators; of one municipality in 50 there is none."""
    number = int(key)
    if number % 50 == 49:
        return ("MI",) * 5
    rate, cv = (number * 7919 % 200) / 100, number % 45
    return (f"{rate:.2f}", f"{rate * cv / 100:.4f}", f"{rate * 0.8:.4f}", f"{rate * 1.3:.4f}", f"{cv:.1f}")


def eic_csv(lines: list[list[str]], encoding: str = "cp1252") -> bytes:
    """The rows as INEGI writes them."""
    return "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in lines).encode(encoding)


def eic_zip(table: bytes) -> bytes:
    """The zip as it comes: the table, its dictionary, metadata."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo(f"conjunto_de_datos/{MEMBER}"), table, zipfile.ZIP_DEFLATED)
        packed.writestr(zipfile.ZipInfo("diccionario_datos/diccionario_datos_eic2025_105.csv"), "CAMPO,DESC\r\n")
        packed.writestr(zipfile.ZipInfo("metadatos/metadatos_eic2025.txt"), "Encuesta Intercensal 2025\r\n")
    return buffer.getvalue()
