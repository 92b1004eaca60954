"""INEGI's estimates of 2025: read as they come, of people, and all that follows."""

from __future__ import annotations

import csv
import io
import json
import math
import re

import numpy as np
import pandas as pd
import pytest

from exports.lists import describe_csv, export_gaps
from exports.settlements import describe_settlements, export_settlements
from exports.tables import in_unit
from geo import Criteria, CriteriaError, find_gaps
from geo.change import change, change_by, compared_years
from geo.municipality import years_of
from layers import LayerError, load
from layers.eic2025 import SHARE_OF_5_AND_OVER, estimates_of, looks_like, read_estimates
from layers.own import OwnError, apply, inspect, read
from layers.pipeline import build
from layers.returns import Counted
from tests.support.eic import CREATED, ZIP_NAME, eic_csv, eic_lines, eic_zip
from tests.support.said import parts, said
from tests.test_own_page import MyData
from vocabulary.columns import PEOPLE_NAMES
from words.catalogues import languages
from words.text import Text

_YEAR = Criteria(year=2025)


@pytest.fixture(scope="module")
def keys(layers):
    return [*layers.municipios["cvegeo"], *CREATED]


@pytest.fixture(scope="module")
def lines(layers, keys):
    return eic_lines(layers.residence, keys)


@pytest.fixture(scope="module")
def with_2025(layers, lines):
    """The embedded layers with the year 2025, brought as a person brings the file."""
    draft = inspect(eic_zip(eic_csv(lines)), ZIP_NAME, "returns")
    return apply(read(draft, draft.mapping, layers), layers)


@pytest.fixture(scope="module")
def small(layers):
    """Rows of the country, the states and three municipalities, cheap to change."""
    return eic_lines(layers.residence, ["20001", "20067", "20318"])


# --- the reader


@pytest.mark.moderate
def test_the_zip_and_its_table_give_every_municipality_of_2020_once(tmp_path, layers, lines):
    (tmp_path / ZIP_NAME).write_bytes(eic_zip(eic_csv(lines)))
    (tmp_path / "table.csv").write_bytes(eic_csv(lines))
    found = read_estimates(tmp_path / ZIP_NAME)
    pd.testing.assert_frame_equal(found.frame, read_estimates(tmp_path / "table.csv").frame)
    assert found.frame["cvegeo"].tolist() == layers.municipios["cvegeo"].tolist()
    assert set(found.frame["unit"]) == {"people"}
    assert set(found.frame["interval_level"]) == {90.0}
    assert found.torn == ("02007", "25020")
    assert found.merged == tuple(key for key in CREATED if key not in found.torn)
    assert "04013 into 04001" in found.done
    assert "02007, 25020" in found.done


def test_a_figure_is_the_files_and_what_is_not_given_is_missing_not_zero(layers):
    rates = {
        "20001": ("1.50", "0.3", "1.05", "2.11", "20.0"),
        "20002": ("MI", "MI", "MI", "MI", "MI"),
        "20003": ("NA", "NA", "NA", "NA", "NA"),
        "20004": ("0.00", "NA", "NA", "NA", "NA"),
        "20005": ("0.40", "0.15", "0.20", "0.90", "37.5"),
    }
    table = eic_csv(eic_lines(layers.residence, rates, rates=rates, people=dict.fromkeys(rates, 1000)))
    rows = estimates_of(table, "table.csv").frame.set_index("cvegeo")
    first = rows.loc["20001"]
    assert first["return_rate"] == 1.5
    assert (first["return_rate_low"], first["return_rate_high"], first["return_rate_cv"]) == (1.05, 2.11, 20.0)
    assert first["precision"] == "moderate"
    assert first["dwellings"] == round(1000 * SHARE_OF_5_AND_OVER)
    assert rows.loc[["20002", "20003"], "return_rate"].isna().all()
    assert rows.loc["20004", "return_rate"] == 0
    assert math.isnan(rows.loc["20004", "return_rate_low"])
    assert rows.loc["20005", "precision"] == "low"
    assert rows["remittance_rate"].isna().all()


@pytest.mark.parametrize(
    ("columns", "base", "people"),
    [
        ({"P_5YMAS": 90, "P_0A4": 8}, "counted", 900),
        ({"P_0A4": 8}, "less_under_5", 920),
        ({}, "scaled", 920),
    ],
)
def test_people_of_5_and_older_are_the_files_where_it_has_them(layers, columns, base, people):
    table = eic_csv(eic_lines(layers.residence, ["20001"], people={"20001": 1000}, columns=columns))
    found = estimates_of(table, "table.csv")
    assert found.base == base
    assert found.frame["dwellings"].tolist() == [people]
    assert "5 and older" in found.done


def test_a_new_municipality_goes_back_to_its_parent_weighted_by_people_and_without_an_interval(layers):
    rates = {"04001": ("1.00", "0.1", "0.8", "1.2", "10"), "04013": ("3.00", "0.3", "2.5", "3.5", "10")}
    people = {"04001": 3000, "04013": 1000}
    table = eic_csv(eic_lines(layers.residence, rates, rates=rates, people=people, columns={"P_5YMAS": 100}))
    [row] = estimates_of(table, "table.csv").frame.to_dict("records")
    assert row["cvegeo"] == "04001"
    assert row["dwellings"] == 4000
    assert row["return_rate"] == pytest.approx(1.5)
    assert np.isnan([row["return_rate_low"], row["return_rate_high"], row["return_rate_se"]]).all()
    assert row["precision"] == "not_published"
    unknown = {**rates, "04013": ("MI",) * 5}
    table = eic_csv(eic_lines(layers.residence, unknown, rates=unknown, people=people))
    [row] = estimates_of(table, "table.csv").frame.to_dict("records")
    assert math.isnan(row["return_rate"])


def place_of(lines, key, estimator="Valor"):
    """Number of the row (the header is 0) of an area and estimator."""
    return next(n for n, row in enumerate(lines) if row[0] == key and row[7] == estimator)


def changed(lines, number, column, value):
    rows = [list(row) for row in lines]
    rows[number][rows[0].index(column)] = value
    return rows


def test_a_table_that_is_not_as_inegi_has_it_is_refused_naming_row_column_found_and_expected(small):
    value = place_of(small, "200670000")
    without = [row for n, row in enumerate(small) if n != place_of(small, "200670000", "Coeficiente de variación")]
    first = place_of(small, "200670000")
    cases = [
        (eic_csv(small, "utf-8"), r"row 1: found b'\\x81', expected text in Windows-1252, as INEGI writes it"),
        (
            eic_csv(small, "utf-8").replace("Árbol".encode(), b"Arbol"),
            r"row 2, column ESTIMADOR: found 'Error estÃ¡ndar', expected one of Valor, .*in Windows-1252",
        ),
        (eic_csv(small).replace(b"\xe1", b"\x81"), r"row \d+: found b'\\x81', expected text in Windows-1252"),
        (
            eic_csv(changed(small, value, "PCN_PRESEUA20", "x")),
            rf"row {value}, column PCN_PRESEUA20: found 'x', expected a number from 0 to 100, MI or NA",
        ),
        (
            eic_csv(changed(small, value, "PCN_PRESEUA20", "-1")),
            rf"row {value}, column PCN_PRESEUA20: found '-1', expected a number",
        ),
        (
            eic_csv(changed(small, value, "PCN_PRESEUA20", "55")),
            rf"row {value}, column PCN_PRESEUA20: found 55.0, expected .*, its interval",
        ),
        (eic_csv(changed(small, value, "POBTOT", "many")), rf"row {value}, column POBTOT: found 'many'"),
        (
            eic_csv(changed(small, value, "CVE_MUN", "67")),
            rf"row {value}, column CVE_MUN: found '67', expected 3 digits with their leading zeros",
        ),
        (
            eic_csv(changed(small, value, "CVEGEO", "20067")),
            rf"row {value}, column CVEGEO: found '20067', expected 200670000, as its parts say",
        ),
        (eic_csv(changed(small, value, "ESTIMADOR", "Media")), rf"row {value}, column ESTIMADOR: found 'Media'"),
        (
            eic_csv(changed(small, value + 1, "ESTIMADOR", "Valor")),
            rf"row {value + 1}, column ESTIMADOR: found 'Valor of 20067', expected each once",
        ),
        (
            eic_csv(without),
            rf"row {first}, column ESTIMADOR: found 'no Coeficiente de variación of 20067', expected all five",
        ),
        (eic_csv([row[:-1] for row in small]), r"row header, column PCN_PRESEUA20: found \[.*\], expected this column"),
        (eic_csv(small)[:-40], r"row \d+, column PCN_PRESEUA20: found '14 cells'|cut off|damaged|unexpected end"),
        (eic_csv(small[: place_of(small, "120000000")]), r"CVE_ENT: found 'nothing of state 12', expected all 32"),
        (b"<!DOCTYPE html><html><body>Esta liga ya no existe</body></html>", r"page of HTML"),
        (b"", r"found 'an empty file'"),
    ]  # fmt: skip
    for data, told in cases:
        with pytest.raises(LayerError) as caught:
            estimates_of(data, "table.csv")
        assert str(caught.value).startswith("table.csv"), told
        assert re.search(told, str(caught.value)), (told, str(caught.value))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (ZIP_NAME, b"<html>no</html>", "page of HTML"),
        (ZIP_NAME, eic_zip(b"x")[:-20], "whole"),
        (ZIP_NAME, b"PK\x03\x04 nothing", "whole"),
        ("table.csv", b"<!doctype html>", "page of HTML"),
    ],
)
def test_what_is_no_zip_of_the_estimates_is_named(tmp_path, name, data, said):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(LayerError, match=said) as caught:
        read_estimates(tmp_path / name)
    assert str(caught.value).startswith(name)


def test_a_zip_of_something_else_says_what_is_in_it(tmp_path):
    data = eic_zip(b"x").replace(b"conjunto_datos_eic2025_105.csv", b"conjunto_datos_eic2025_999.csv")
    (tmp_path / ZIP_NAME).write_bytes(data)
    with pytest.raises(LayerError, match=r"expected a file conjunto_datos_eic2025_105\.csv in it"):
        read_estimates(tmp_path / ZIP_NAME)
    assert not looks_like(data)


# --- a person's own file


@pytest.mark.moderate
def test_a_person_brings_the_zip_as_it_comes_and_every_page_has_the_year_2025(layers, lines, with_2025):
    data = eic_zip(eic_csv(lines))
    assert looks_like(data)
    draft = inspect(data, ZIP_NAME, "returns")
    assert draft.questions == ()
    assert draft.guessed == {}
    result = read(draft, draft.mapping, layers)
    assert result.whole
    codes = set(result.report.loc[result.report["row"].isna(), "code"])
    assert {"estimates", "people_scaled", "put_back", "of_several"} <= codes
    assert with_2025.years == (2010, 2020, 2025)
    assert with_2025.counted(2025) == Counted("people", 90.0)
    assert with_2025.counted(2020) == Counted("dwellings", 95.0)


def test_the_report_names_the_row_of_the_file(layers, small):
    data = eic_csv(small)
    result = read(draft := inspect(data, "table.csv", "returns"), draft.mapping, layers)
    taken = result.report[result.report["row"].notna()]
    assert taken["row"].tolist() == [place_of(small, f"{key}0000") for key in ("20001", "20067", "20318")]


def test_a_broken_file_of_a_person_is_refused_whole_in_both_languages(small):
    data = eic_csv(changed(small, place_of(small, "200670000"), "PCN_PRESEUA20", "x"))
    with pytest.raises(OwnError, match="found 'x', expected a number from 0 to 100, MI or NA") as caught:
        inspect(data, "table.csv", "returns")
    assert caught.value.code == "estimates"
    with pytest.raises(OwnError) as caught:
        inspect(b"<!doctype html><html></html>", ZIP_NAME, "returns")
    assert (caught.value.code, caught.value.parts["file"]) == ("not_table", "web_page")


@pytest.mark.moderate
def test_years_of_two_units_in_one_year_are_refused(layers):
    mixed = layers.returns[layers.returns["year"] == 2020].assign(unit="people")
    mixed.loc[mixed.index[3], "unit"] = "dwellings"
    with pytest.raises(LayerError, match="row 4, column unit: found 'dwellings', expected people, as the other rows"):
        layers.with_returns(mixed.reset_index(drop=True), "mixed.csv")


# --- what follows


@pytest.mark.moderate
def test_the_rural_part_of_people_is_by_people_and_the_criterion_keeps_its_name(with_2025):
    gaps = find_gaps(with_2025, _YEAR)
    table = gaps.table
    assert (gaps.unit, gaps.level) == ("people", 90.0)
    expected = table["return_dwellings"] * table["rural_share"]
    assert set(table["rural_split"]) == {"dwellings"}
    pd.testing.assert_series_equal(table["rural_return_dwellings"], expected, check_names=False)
    assert gaps.conditions[2].asked == Criteria().min_return_dwellings
    assert table["return_dwellings"].isna().any()
    assert set(table.loc[table["return_rate"].isna() & gaps.is_asked, "status"]) == {"unknown"}
    assert find_gaps(with_2025, Criteria()).unit == "dwellings"


@pytest.mark.moderate
def test_exports_call_people_people(with_2025):
    gaps = find_gaps(with_2025, _YEAR)
    rows = list(csv.DictReader(io.StringIO(export_gaps(gaps, with_2025).decode("utf-8-sig"))))
    names = set(rows[0])
    assert {"people_5_and_over", "return_people", "rural_return_people"} <= names
    assert not [name for name in names if "dwelling" in name]
    about = json.loads(export_gaps(gaps, with_2025, format="json", text=Text("en")))
    assert (about["unit"], about["interval_level"]) == ("people", 90.0)
    assert "people of 5 and older" in about["answer"]
    beside = json.loads(describe_csv(gaps, with_2025, name="a.csv", text=Text("en")))
    said = {column["name"]: column["dc:description"] for column in beside["tableSchema"]["columns"]}
    assert set(said) == names
    assert "90% interval" in said["return_rate_low"]
    assert not [name for name, words in said.items() if "welling" in words and name != "rural_split"]
    before = find_gaps(with_2025, Criteria())
    assert "rural_return_dwellings" in export_gaps(before, with_2025).decode("utf-8-sig").split("\r\n")[0]


@pytest.mark.moderate
def test_a_municipalitys_settlements_keep_their_dwellings_and_have_returned_people(with_2025):
    gaps = find_gaps(with_2025, _YEAR)
    rows = list(csv.DictReader(io.StringIO(export_settlements(gaps, with_2025, "20067").decode("utf-8-sig"))))
    assert {"dwellings", "return_people"} <= set(rows[0])
    assert "return_dwellings" not in rows[0]
    told = export_settlements(gaps, with_2025, "20067", format="xlsx", text=Text("en"))
    assert told.startswith(b"PK")
    beside = json.loads(describe_settlements(gaps, with_2025, "20067", name="a.csv", text=Text("en")))
    assert {"return_people", "rural_return_people"} <= set(beside["notes"][0]["municipality"])


def test_years_of_different_units_are_not_compared(with_2025):
    with pytest.raises(CriteriaError, match="dwellings in 2020 and people in 2025"):
        change_by(with_2025, Criteria(), "state", first=2020, last=2025)
    assert change(with_2025, first=2020, last=2025)["rate_change"].isna().all()
    assert compared_years(with_2025) == (2010, 2020)
    assert change(with_2025)["rate_change"].notna().any()


@pytest.mark.moderate
def test_a_municipalitys_years_say_what_each_counts(with_2025):
    rows = years_of(with_2025, Criteria(), "20067")
    assert rows["unit"].tolist() == ["dwellings", "dwellings", "people"]


def test_columns_have_one_mapping_and_no_two_share_a_name():
    assert len(set(PEOPLE_NAMES.values())) == len(PEOPLE_NAMES)
    assert not [name for name in PEOPLE_NAMES.values() if "dwelling" in name]
    rows = pd.DataFrame({"dwellings": [1.0], "status": ["gap"]})
    assert list(in_unit(rows, "people")) == ["people_5_and_over", "status"]
    assert list(in_unit(rows, "dwellings")) == ["dwellings", "status"]


# --- the words

#: Words about dwellings that stay so: dwellings of the census, of a file's own columns, of help with a house.
#: What says what a command or an address can be asked, before any figure is there, among others.
_ALWAYS = re.compile(
    r"(answer|option)\.|"
    r"own\.(means|unit|rate_unit|did|fault)\.|own\.rate\.part|settlement\.column\.dwellings|component\.housing"
    r"|(settlements\.)?(note|fact)\.(dwellings|return_dwellings|rural_return_dwellings)|settlements\.fact\.rural_split|note\.rural_split|unit\.dwellings|residence\.|change\.units|table\.|fault\.(part_of_the_nation|two_units)|method\.limit\.hamlets|source\.title|municipality\.settlements"
)


def test_every_word_about_dwellings_has_one_about_people_with_the_same_parts():
    for language in languages():
        ours, people = said(language), said(language, "people")
        of_dwellings = {
            key for key, words in ours.items() if re.search("dwelling|viviend", " ".join(words), re.IGNORECASE)
        }
        assert not {key for key in of_dwellings - set(people) if not _ALWAYS.match(key)}
        assert set(people) <= set(ours)
        for key, forms in people.items():
            for words, other in zip(forms, ours[key], strict=True):
                assert parts(words) - {"level"} == parts(other) - {"level"}, key
                # The censuses' own unit, and the id of a split, stay.
                own = "de los censos, que son de viviendas|of the censuses, which are of dwellings|dwellings, (una|one)"
                rest = re.sub(own, "", words)
                assert not re.search("welling|viviend", rest.replace("{dwellings}", "")), key


@pytest.mark.parametrize("language", languages())
def test_words_follow_the_unit_and_the_level(language):
    text = Text(language)
    people = text.about(Counted("people", 90.0))
    assert people("measure.rural_return_dwellings") == said(language, "people")["measure.rural_return_dwellings"][0]
    assert "90" in people("tip.return_rate_interval")
    assert "95" in text("tip.return_rate_interval")
    assert people("page.gaps") == text("page.gaps")


# --- the pages


@pytest.mark.slow
def test_every_page_says_people_once_a_person_has_brought_the_file(lines):
    session = MyData().bring(ZIP_NAME, eic_zip(eic_csv(lines)), "returns")
    session.press("Yes, the columns are right: check the rows").press("Use these data")
    allowed = re.compile(
        r"of 2025: people, not dwellings|They are not dwellings|the census(es)?, which are of dwellings"
    )
    for path in ("", "estado", "piloto", "sedes", "servicios", "municipio"):
        session.go(path)
        said = "\n".join([session.said, *(str(element.value) for element in session.app.caption)])
        if path == "municipio":
            assert "Returned people" in said
            assert "Return dwellings" in said  # 2010 and 2020, in a table of their own
            continue
        assert "dwelling" not in allowed.sub("", said), path
    assert "people of 5 and older" in session.go("").said.lower()
    # The census years are compared as before.
    assert "Return figures" not in session.go("cambio").said
    assert "return dwellings" in session.said


@pytest.mark.slow
def test_the_page_of_changes_says_why_it_compares_nothing(layers):
    figures = layers.returns[layers.returns["year"] == 2020].assign(unit="people", interval_level=90.0)
    session = MyData().bring("people.csv", figures.dropna(axis=1, how="all").to_csv(index=False), "returns")
    session.press("Yes, the columns are right: check the rows").press("Use these data")
    assert "the figures of one year are of dwellings and of the other of people" in session.go("cambio").said


# --- the build


@pytest.mark.moderate
@pytest.mark.raw
@pytest.mark.usefixtures("half_built")
def test_the_build_takes_the_file_where_it_is_there(raw, tmp_path, layers, lines):
    folder = tmp_path / "raw"
    folder.mkdir()
    for path in raw.rglob("*"):
        if path.is_file() and path.name != ZIP_NAME:
            (folder / path.name).symlink_to(path)
    (folder / ZIP_NAME).write_bytes(eic_zip(eic_csv(lines)))
    document = build(folder, tmp_path / "data")
    made = load(tmp_path / "data")
    assert made.years == (2010, 2020, 2025)
    assert made.counted(2025) == Counted("people", 90.0)
    assert len(made.returns_of(2025)["dwellings"].dropna()) == len(layers.municipios)
    entry = next(entry for entry in document["resources"] if entry["name"] == "returns")
    assert [field["name"] for field in entry["schema"]["fields"]] == list(made.returns.columns)
    assert "times 0.9201" in entry["processing"]
    assert "02007, 25020" in entry["processing"]
    before = made.returns[made.returns["year"] < 2025].dropna(axis=1, how="all").reset_index(drop=True)
    pd.testing.assert_frame_equal(before[list(layers.returns.columns)], layers.returns, check_dtype=False)
