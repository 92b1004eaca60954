"""A dataset for HDX: complete by what HDX asks, the same bytes each time, and true of the files beside it."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import pandas as pd
import pytest
from pydantic import ValidationError

from exports.hdx import MAINTAINER, NAME, ORGANISATION, PACKAGE, TAGS, Publisher, hdx_files
from exports.lists import describe_csv, export_gaps
from geo import Criteria, find_gaps
from layers.provenance import OwnFile
from tests.support.strange import strange_world
from vocabulary.lists import STATUSES
from words.text import Text

EN, ES = Text("en"), Text("es")

#: What HDX requires: of a dataset (and what to say of a method of another kind), of a resource that is uploaded.
REQUIRED = (
    *("name", "private", "title", "notes", "dataset_source", "owner_org", "maintainer", "dataset_date"),
    *("data_update_frequency", "groups", "license_id", "methodology", "methodology_other", "tags"),
)
REQUIRED_OF_A_RESOURCE = ("name", "format", "description", "url_type", "resource_type")


@pytest.fixture(scope="module")
def strange(layers):
    """An answer of the small world, with the sources of ours."""
    world = strange_world()
    return world, replace(find_gaps(world, Criteria()), provenance=layers.provenance)


@pytest.fixture(scope="module")
def files(strange):
    layers, gaps = strange
    return hdx_files(gaps, layers, EN, Publisher(name="gaps", owner_org="iom", maintainer="someone"))


def package(files):
    return json.loads(files[PACKAGE])


@pytest.mark.moderate
def test_what_hdx_requires_is_there_and_says_something(files):
    made = package(files)
    assert all(made[name] not in ("", None, []) for name in REQUIRED)
    for resource in made["resources"]:
        assert all(resource[name] for name in REQUIRED_OF_A_RESOURCE)
    assert made["groups"] == [{"name": "mex"}]
    assert (made["private"], made["methodology"], made["license_id"]) == (True, "Other", "cc-by")
    assert "license_other" not in made
    assert [tag["name"] for tag in made["tags"]] == list(TAGS)
    assert re.search(r"<script|\n\n\n", made["notes"]) is None


@pytest.mark.moderate
def test_its_resources_are_the_files_beside_it_and_those_the_exports_own(strange, files):
    layers, gaps = strange
    made = package(files)
    assert [resource["url"] for resource in made["resources"]] == [name for name in files if name != PACKAGE]
    assert [resource["format"] for resource in made["resources"]] == ["CSV", "XLSX", "GeoJSON", "Geopackage", "JSON"]
    for form in ("csv", "xlsx", "geojson", "gpkg"):
        assert files[f"gaps.{form}"] == export_gaps(gaps, layers, format=form, text=EN)
    assert files["gaps.csv-metadata.json"] == describe_csv(gaps, layers, name="gaps.csv", text=EN)


@pytest.mark.moderate
def test_it_is_the_same_each_time_and_its_dates_are_the_question_s(strange, files):
    layers, gaps = strange
    publisher = Publisher(name="gaps", owner_org="iom", maintainer="someone")
    assert hdx_files(gaps, layers, EN, publisher) == files
    # Figures of 2020, sites that had to be open in 2026.
    assert package(files)["dataset_date"] == "[2020-01-01T00:00:00 TO 2026-12-31T23:59:59]"


@pytest.fixture(scope="module")
def real(layers):
    """What is said of the list of ours; its files are made elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("exports.hdx.export_gaps", lambda *_, **__: b"")
        gaps = find_gaps(layers, Criteria(state=("31",)))
        return {text: package(hdx_files(gaps, layers, text, Publisher(), hxl=True)) for text in (EN, ES)}


def test_it_says_whose_p_codes_of_which_date_and_which_twelve_are_lacking(layers, real):
    lacking = layers.municipios.loc[~layers.municipios["pcode_in_cod"].astype(bool), "pcode"]
    assert len(lacking) == 12
    for made in real.values():
        (line,) = (line for line in made["caveats"].splitlines() if "cod-ab-mex" in line)
        assert "2021-06-18" in line
        assert set(re.findall(r"MX\d{5}", line)) == set(lacking)


def test_method_caveats_and_words_are_of_the_language(real):
    english, spanish = real[EN], real[ES]
    assert english["title"].endswith("municipalities of Yucatán")
    assert spanish["title"].endswith("municipios de Yucatán")
    for name in ("methodology_other", "caveats", "notes"):
        assert english[name] != spanish[name]
    assert all(f"{EN(f'status.{name}')}: " in english["methodology_other"] for name in STATUSES)
    assert "not of people" in english["caveats"]
    assert "no de personas" in spanish["caveats"]
    assert f"`alcance hdx --state 31 --hxl --name {NAME} --lang en`" in english["notes"]


def test_until_a_person_says_theirs_placeholders_stand_for_organisation_and_maintainer(real):
    made = real[EN]
    assert (made["name"], made["owner_org"], made["maintainer"]) == (NAME, ORGANISATION, MAINTAINER)
    assert "hxl" in [tag["name"] for tag in made["tags"]]


@pytest.mark.moderate
def test_what_a_person_brought_does_not_come_under_our_licence(strange):
    layers, gaps = strange
    own = replace(gaps.provenance, files=(OwnFile("mine.csv", "returns"),))
    made = package(hdx_files(replace(gaps, provenance=own), layers, EN, Publisher()))
    assert made["license_id"] == "hdx-other"
    assert "mine.csv" in made["license_other"]
    assert made["dataset_source"].endswith("mine.csv")


@pytest.mark.parametrize("name", ["", "A b", "ñ", "x", "-ab", "a/b", "a" * 101])
def test_a_name_that_hdx_would_not_take_is_refused(name):
    for field in ("name", "owner_org", "maintainer"):
        with pytest.raises(ValidationError):
            Publisher(**{field: name})


@pytest.mark.slow
def test_the_command_writes_the_folder_and_says_what_is_left_to_say(shell, layers, tmp_path):
    out = tmp_path / "new" / "hdx"
    code, said, err = shell("hdx", "--out", out, "--state", "31", "--name", "gaps-yucatan", "--lang", "en", "--hxl")
    assert (code, said) == (0, b"")
    assert err.splitlines() == [
        f"alcance: {PACKAGE}: owner_org is a placeholder, '{ORGANISATION}'",
        f"alcance: {PACKAGE}: maintainer is a placeholder, '{MAINTAINER}'",
    ]
    made = json.loads((out / PACKAGE).read_bytes())
    assert {path.name for path in out.iterdir()} == {PACKAGE, *(one["url"] for one in made["resources"])}
    rows = pd.read_csv(io.BytesIO((out / "gaps-yucatan.csv").read_bytes()), encoding="utf-8-sig", dtype=str)
    assert rows["pcode"].iloc[0] == "#adm2+code+v_pcode"
    assert len(rows) - 1 == len(find_gaps(layers, Criteria(state=("31",))).gaps)
    assert shell("hdx", "--out", out, "--state", "31", "--owner-org", "IOM Mexico")[0] == 2
