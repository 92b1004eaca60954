"""Who lived in the United States in 2020, by state: the survey's figures as published, always as people."""

from __future__ import annotations

import dataclasses
import io
import json

import pandas as pd
import pytest

from exports.brief_parts import brief_parts
from exports.residence import LIVED, residence_table, said_of
from geo import Criteria
from geo.residence import state_residence, with_residence
from layers import DATA, LayerError
from layers.pipeline.residence import read_state_residence
from layers.residence import COLUMNS, FILE, read_residence
from layers.schema import empty_table
from words.text import Text

_LAST = {"es": "0.45 a 0.48\u00a0%", "en": "0.45 to 0.48%"}


def test_the_embedded_table_has_the_country_and_every_state_as_published(layers):
    table = layers.residence
    assert list(table.columns) == list(COLUMNS)
    assert table["state_code"].tolist() == ["00", *layers.states]
    rows = table.set_index("state_code")
    assert rows.loc["00", LIVED] == 0.27
    oaxaca = rows.loc["20"]
    assert (oaxaca[LIVED], oaxaca[f"{LIVED}_low_90"], oaxaca[f"{LIVED}_high_90"]) == (0.46, 0.45, 0.48)
    assert (oaxaca[f"{LIVED}_cv"], oaxaca["households_money_from_abroad"]) == (1.8, 8.85)
    # Half of the interval is 1.645 standard errors, within what two decimals and the transformation allow.
    half = (table[f"{LIVED}_high_90"] - table[f"{LIVED}_low_90"]) / 2
    assert (half - 1.645 * table[f"{LIVED}_cv"] / 100 * table[LIVED]).abs().max() < 0.012


def test_its_columns_say_people_households_and_units(layers):
    fields = {field["name"]: field for field in layers.provenance.resource(FILE)["schema"]["fields"]}
    assert list(fields) == list(COLUMNS)
    assert fields[LIVED]["unit"] == "% of people"
    assert "5 and older" in fields[LIVED]["description"]
    assert "90%" in fields[f"{LIVED}_low_90"]["description"]
    assert fields["households_money_from_abroad"]["unit"] == "% of households"


def test_the_build_reads_the_states_as_they_were_transcribed(raw, layers):
    [path] = raw.rglob("eic2025_state_PRESEUA20_HOG_OPAIS.csv")
    pd.testing.assert_frame_equal(read_state_residence(path), layers.residence, check_dtype=False)


@pytest.fixture
def text_of(raw):
    [path] = raw.rglob("eic2025_state_PRESEUA20_HOG_OPAIS.csv")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("20,0.46", "20,0.56", "row 21, column people_5_and_over_in_us_2020: found 0.56, expected 0.45 to 0.48"),
        ("20,0.46", "20,x", "column PCN_PRESEUA20: found 'x', expected a number"),
        ("20,0.46", "33,0.46", r"column CVE_ENT: found \['20', '33'\], expected the country"),
        ("20,0.46", "21,0.46", r"column CVE_ENT: found \['20'\]"),
        ("PCN_HOG_OPAIS_cv", "PCN_X", "column PCN_HOG_OPAIS_cv: found .*, expected this column"),
    ],
)
def test_a_broken_file_is_named_with_row_column_found_and_expected(text_of, tmp_path, old, new, said):
    path = tmp_path / "states.csv"
    path.write_text(text_of.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LayerError, match=said) as caught:
        read_state_residence(path)
    assert str(caught.value).startswith("states.csv")


def test_a_figure_outside_its_interval_is_refused_when_loaded(tmp_path):
    table = pd.read_csv(DATA / FILE, dtype={"state_code": str})
    table.loc[20, LIVED] = 0.5
    table.to_csv(tmp_path / "residence_2025.csv", index=False)
    with pytest.raises(
        LayerError, match=r"row 21, column people_5_and_over_in_us_2020: found 0\.5, expected 0\.45 to 0\.48"
    ):
        read_residence(tmp_path / "residence_2025.csv")


@pytest.mark.parametrize("language", ["es", "en"])
def test_words_say_people_age_survey_and_interval(layers, language):
    text = Text(language)
    head, body = residence_table(state_residence(layers, ["20"]), text)
    assert "5" in head[1]
    assert "90" in head[2]
    assert [row[0] for row in body] == ["Oaxaca", text("region.all")]
    assert body[0][2] == _LAST[language]
    said = text("residence.note")
    assert "Encuesta Intercensal 2025" in said
    assert "90" in said


def test_a_coefficient_of_variation_over_30_is_marked_and_what_is_missing_is_said(layers):
    table = layers.residence.copy()
    table.loc[table["state_code"] == "20", f"{LIVED}_cv"] = 30.1
    table.loc[table["state_code"] == "07", f"{LIVED}_cv"] = 30.0
    table.loc[table["state_code"] == "12", [LIVED, f"{LIVED}_cv"]] = float("nan")
    rows = state_residence(dataclasses.replace(layers, residence=table), ["20", "07", "12"])
    marks = rows[f"{LIVED}_low_precision"]
    assert (marks[0], marks[1]) == (True, False)
    assert pd.isna(marks[2])
    text = Text("en")
    said = [said_of(row, LIVED, text)[2] for row in rows.to_dict("records")]
    assert said[0] == "30.1% · low precision (INEGI)"
    assert said[1] == "30.0%"
    assert said[2] == text("tip.unknown")


def test_a_country_without_the_survey_shows_nothing(layers):
    without = dataclasses.replace(layers, residence=empty_table(COLUMNS))
    rows = pd.DataFrame({"state_code": ["20"]})
    assert with_residence(rows, without) is rows
    assert state_residence(without, ["20"]).empty


@pytest.mark.moderate
def test_it_goes_out_with_the_pilots_and_the_change_by_state_and_is_never_called_dwellings(shell, layers):
    for arguments in (("pilots", "--format", "json"), ("change", "--by", "state", "--format", "json")):
        _, out, _ = shell(*arguments)
        rows = {row["state_code"]: row for row in json.loads(out)["rows"]}
        assert rows["20"][f"survey_2025_{LIVED}"] == 0.46
        assert rows["20"][f"survey_2025_{LIVED}_high_90"] == 0.48
        assert rows["20"][f"survey_2025_{LIVED}_low_precision"] is False
    _, out, _ = shell("change", "--by", "municipality")
    assert "survey_2025" not in pd.read_csv(io.BytesIO(out), nrows=2).columns


@pytest.mark.slow
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_states_brief_has_it_with_its_interval(layers, language):
    parts = brief_parts(layers, Criteria(state=("20",)), Text(language))
    name, value = parts.figures[-1]
    assert "5" in name
    assert "Encuesta Intercensal" in name
    assert "0.46" in value
    assert _LAST[language] in value
