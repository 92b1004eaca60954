"""Small files that people bring, each made for the purpose: what becomes of every one of them, in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from shell.commands import app
from words.text import Text

CASES = Path(__file__).parent / "cases" / "own-data"


class Case(NamedTuple):
    """A file as ``alcance check`` is given it.

    ``counts`` of rows are taken, mended, refused; None where the file is refused whole. ``said`` is a piece of what is
    said, in English and in Spanish; ``silent`` a code that the report must not have.
    """

    file: str
    kind: str
    options: str
    counts: tuple[int, int, int] | None
    code: int
    said: tuple[str, str] = ("", "")
    silent: str = ""


SITES = "--yes --answer as_sites=yes"
NOT_KEY = ("expected the key of a municipality", "se esperaba la clave de un municipio")
YEAR = ("say --answer year=2020", "diga --answer year=2020")

EXPECTED = [
    Case("01-invalid-multipolygon.geojson", "catchments", SITES, (0, 1, 0), 0, ("polygon", "polígono")),
    Case("02-invalid-polygon-works.geojson", "catchments", SITES, (0, 1, 0), 0, ("mended", "corregido")),
    Case("07-xlsx-5970-rows.xlsx", "returns", "--yes", (2, 0, 5967), 1, NOT_KEY),
    Case("09-xlsx-big-other-sheet.xlsx", "returns", "--yes", (2, 0, 0), 0, ("sheet", "hoja")),
    Case("10-dbf-3-fields-no-cpg.zip", "catchments", SITES, (0, 2, 0), 0),
    Case("12-dbf-duplicate-field-names.zip", "catchments", SITES, (0, 1, 0), 0, ("COV250S2_ 2", "COV250S2_ 2")),
    Case(
        "13-geojson-lat-lon-swapped.geojson", "programs", "--yes", None, 1, ("--answer swap=yes", "--answer swap=yes")
    ),
    Case("13-geojson-lat-lon-swapped.geojson", "programs", "--yes --answer swap=yes", (0, 1, 0), 0),
    Case("14-geojson-3857-without-crs.geojson", "programs", "--yes", None, 1, ("--crs", "--crs")),
    Case("14-geojson-3857-without-crs.geojson", "programs", "--yes --crs EPSG:3857", (0, 1, 0), 0),
    Case("15-xlsx-strict-ooxml.xlsx", "returns", "--yes", (2, 0, 0), 0),
    Case("20-programs-latlng-in-one-column.csv", "programs", "--yes", (0, 2, 0), 0, silent="without_place"),
    Case("21-programs-wkt-column.csv", "programs", "--yes", (0, 2, 0), 0, silent="without_place"),
    Case("22-programs-kobo-export.csv", "programs", "--yes", (0, 1, 0), 0, silent="without_place"),
    Case("24-programs-point-x-point-y.csv", "programs", "--yes", (0, 1, 0), 0, silent="without_place"),
    Case("26-programs-municipality-but-no-place.csv", "programs", "--yes", None, 1, ("seat, served", "seat, served")),
    Case(
        "26-programs-municipality-but-no-place.csv",
        "programs",
        "--yes --answer municipality_as=seat",
        (0, 2, 0),
        0,
        silent="without_place",
    ),
    Case("27-programs-totals-and-footnotes.csv", "programs", "--yes", (0, 4, 0), 0, ("note_row", "total_row")),
    Case("28-xlsx-formulas-without-values.xlsx", "returns", "--yes", None, 1, ("formula", "fórmula")),
    Case("30-returns-counts-read-as-percent.csv", "returns", "--yes", None, 1, ("percent, number", "percent, number")),
    Case(
        "31-programs-without-services-in-gaps.csv",
        "programs",
        "",
        (0, 2, 0),
        1,
        ("no program says what it offers", "ningún programa dice qué ofrece"),
    ),
    Case("31-programs-without-services-in-gaps.csv", "programs", "--yes", (0, 2, 0), 0),
    Case("40-returns-cve-ent-cve-mun.csv", "returns", "--yes", (0, 2, 0), 0, ("20067", "20537")),
    Case("42-settlements-inegi-cvegeo-9.csv", "settlements", "--yes", (0, 2, 0), 0),
    Case("44-settlements-iter-dms.csv", "settlements", "--yes", (0, 4, 0), 0),
    Case("45-coordinates-dms.csv", "programs", "--yes", (0, 2, 0), 0),
    Case("46-coordinates-utm.csv", "programs", "--yes", None, 1, ("--crs EPSG:32614", "--crs EPSG:32614")),
    Case("46-coordinates-utm.csv", "programs", "--yes --crs EPSG:32614", (0, 2, 0), 0),
    Case("47-state-official-names.csv", "returns", "--yes --answer rate_unit=percent", (0, 13, 0), 0),
    Case("48-csv-title-rows.csv", "returns", "--yes", (2, 0, 0), 0),
    Case("50-xlsx-title-rows-merged.xlsx", "returns", "--yes", (2, 2, 0), 0),
    Case("51-xlsx-empty-cover-sheet.xlsx", "returns", "--yes", (2, 0, 0), 0),
    Case("53-xlsx-two-level-header.xlsx", "returns", "--yes --answer year=2020", (2, 0, 0), 0),
    Case("54-programs-ids-in-capitals.csv", "programs", "--yes", (0, 4, 0), 0),
    Case("55-programs-tipo-and-free-text-services.csv", "programs", "", None, 1, ("--column", "--column")),
    Case(
        "55-programs-tipo-and-free-text-services.csv",
        "programs",
        "--yes --column Tipo= --column Servicios=",
        (0, 1, 0),
        0,
    ),
    Case(
        "57-programs-repeated-ids.csv",
        "programs",
        "--yes",
        (0, 1, 2),
        1,
        ("found '1', expected once: row 2", "hay «1» y se esperaba una sola vez: la fila 2"),
    ),
    Case("58-isochrones-ors.geojson", "catchments", SITES, (0, 2, 0), 0),
    Case(
        "59-isochrones-several-bands.geojson",
        "catchments",
        f"{SITES} --column group_index=site_id",
        None,
        1,
        ("600, 1200, 1800", "600, 1200, 1800"),
    ),
    Case(
        "59-isochrones-several-bands.geojson",
        "catchments",
        f"{SITES} --column group_index=site_id --answer band=600",
        (0, 3, 0),
        0,
    ),
    Case("61-geojson-single-feature.geojson", "programs", "--yes", (0, 1, 0), 0),
    Case("63-esri-json.json", "programs", "--yes", (0, 1, 0), 0),
    Case("64-geojson-multipoint-of-one.geojson", "programs", "--yes", (0, 1, 1), 1, ("MultiPoint", "MultiPoint")),
    Case("70-kml.kml", "programs", "--yes", (0, 1, 0), 0),
    Case("71-kmz.kmz", "programs", "--yes", (0, 1, 0), 0),
    Case("74-html-as-xls.xls", "programs", "--yes", None, 1, ("save it as XLSX or CSV", "guárdelo como XLSX o CSV")),
    Case("76-dbf-alone.dbf", "programs", "--yes", None, 1, ("in a zip", "en un zip")),
    Case("77-flatgeobuf.fgb", "programs", "--yes", (0, 2, 0), 0),
    Case("78-rar.rar", "programs", "--yes", None, 1, ("a RAR archive", "un archivo RAR")),
    Case("79-csv-in-zip.zip", "programs", "--yes", (0, 1, 0), 0),
    Case("82-xlsx-with-password.xlsx", "programs", "--yes", None, 1, ("password", "contraseña")),
    Case("85-hxl-tags-in-third-row.csv", "programs", "--yes", (0, 3, 0), 0),
    Case("87-hxl-tags-fuzzy.csv", "programs", "--yes", (0, 2, 0), 0),
    Case("89-ocha-admin2pcode.csv", "returns", "--yes", (0, 2, 0), 0),
    Case("90-missing-markers.csv", "returns", "", (0, 11, 0), 0),
    Case("91-excel-text-guard.csv", "returns", "", (2, 0, 0), 0, ("text_guard", "text_guard")),
    Case(
        "92-country-numeric-keys.geojson",
        "municipalities",
        "--yes --column codigo=cvegeo",
        None,
        1,
        ("--answer key_digits", "--answer key_digits"),
    ),
    Case(
        "92-country-numeric-keys.geojson",
        "municipalities",
        "--yes --column codigo=cvegeo --answer key_digits=4",
        (1, 1, 0),
        0,
    ),
    Case("95-gaps-returns-without-year.csv", "returns", "", None, 1, YEAR),
    Case("95-gaps-returns-without-year.csv", "returns", "--answer year=2020", (2, 0, 0), 0),
    Case("97-xlsx-997-styled-blank-rows.xlsx", "returns", "", (2, 0, 0), 0),
    Case("98-until-vigente.xlsx", "programs", "", (0, 5, 0), 0),
    Case("99-served-by-name.csv", "programs", "", (0, 2, 1), 1),
    Case(
        "65-geojson-feature-id.geojson",
        "municipalities",
        "--yes",
        None,
        1,
        ("no column for cvegeo", "ninguna columna corresponde a cvegeo"),
    ),
    Case("65-geojson-feature-id.geojson", "municipalities", "--yes --column id=cvegeo", (2, 0, 0), 0),
    Case("72-ods.ods", "programs", "--yes", None, 1, ("a workbook without sheets", "un libro sin hojas")),
    Case(
        "81-shapefiles-several.zip",
        "catchments",
        "--yes",
        None,
        1,
        ("--layer: 20ent, 20mun", "--layer entre 20ent, 20mun"),
    ),
    Case("81-shapefiles-several.zip", "catchments", "--answer as_sites=yes", None, 1, ("layer 20ent", "capa 20ent")),
    Case("81-shapefiles-several.zip", "catchments", "--answer as_sites=yes --layer 20mun", (0, 2, 0), 0),
]
#: Persons of a survey: tests/test_microdata.py.
ELSEWHERE = {"04", "05", "06"}


def test_every_file_has_an_expectation():
    told = {case.file for case in EXPECTED}
    rest = {path.name for path in CASES.iterdir()} - told
    assert {name.split("-")[0] for name in rest} <= ELSEWHERE
    assert told <= {path.name for path in CASES.iterdir()}


@pytest.mark.moderate
@pytest.mark.parametrize("case", EXPECTED, ids=lambda case: f"{case.file.split('.')[0]} {case.options}".strip())
def test_a_file_is_taken_or_refused_as_it_should_be(layers, monkeypatch, case):
    monkeypatch.setattr("layers.load", lambda: layers)
    for language, piece in zip(("en", "es"), case.said, strict=True):
        options = ["check", str(CASES / case.file), "--as", case.kind, "--lang", language, *case.options.split()]
        ran = CliRunner().invoke(app, options)
        assert ran.exit_code == case.code, ran.output
        assert isinstance(ran.exception, SystemExit | None)
        assert piece in ran.output
        counts = dict(zip(("taken", "mended", "refused"), case.counts or (), strict=False))
        told = Text(language)("own.counts", **{name: str(count) for name, count in counts.items()}) if counts else ""
        assert told in ran.stderr.replace(",", "").replace("\u202f", ""), ran.stderr
        assert not case.silent or f",{case.silent}," not in ran.stdout


@pytest.mark.moderate
def test_gaps_says_what_check_says(layers, monkeypatch):
    """31: no program says what it offers; 95: no column of years."""
    monkeypatch.setattr("layers.load", lambda: layers)

    def ask(*options):
        ran = CliRunner().invoke(app, ["gaps", *options])
        return ran.exit_code, f"{ran.stderr}{ran.exception}", ran.stdout

    path = str(CASES / "31-programs-without-services-in-gaps.csv")
    code, told, listed = ask("--programs-file", path)
    assert (code, listed) == (1, "")
    assert "warning: no program says what it offers: none of them covers anybody" in told
    assert "with --yes the file is used as it is" in told
    code, told, listed = ask("--programs-file", path, "--yes")
    assert (code, len(listed.splitlines())) == (0, 229)
    assert "warning: no program says" in told
    path = str(CASES / "95-gaps-returns-without-year.csv")
    code, told, _ = ask("--returns", path)
    assert code == 1
    assert re.search(r"the file does not say: year; .* add a column year, or say --answer year=2020", told)
    code, told, _ = ask("--returns", path, "--answer", "year=2020", "--min-return-rate", "1")
    assert code == 0, told
