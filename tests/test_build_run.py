"""The build as a whole: same input, same bytes; all tables or none; every file declared with its sources."""

from __future__ import annotations

import hashlib
import json
import pathlib
import shutil
import sys

import pandas as pd
import pytest

import alcance
from layers import DATA, LayerError
from layers.folders import put_in_place
from layers.pipeline import build, run, sources
from vocabulary.columns import column_of

MEGABYTE = 1_000_000


def files_of(folder: pathlib.Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def package():
    return json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))


@pytest.fixture
def changed_raw(raw, tmp_path):
    """A raw folder of links to the official files, with the bytes of one of them changed."""

    def change(source: sources.Source, edit) -> pathlib.Path:
        folder = tmp_path / "raw"
        folder.mkdir()
        for path in raw.rglob("*"):
            if path.is_file():
                (folder / path.name).symlink_to(path)
        original = source.require(raw)
        (folder / original.name).unlink()
        (folder / original.name).write_bytes(edit(original.read_bytes()))
        return folder

    return change


@pytest.fixture
def old_tables(tmp_path):
    """A data folder as it was before a build that goes wrong, alone in a folder."""
    data = tmp_path / "place" / "data"
    (data / "municipios").mkdir(parents=True)
    (data / "municipios" / "municipios.parquet").write_bytes(b"old table")
    (data / "datapackage.json").write_bytes(b"old package")
    return data


def assert_untouched(data: pathlib.Path) -> None:
    assert files_of(data) == {"municipios/municipios.parquet": b"old table", "datapackage.json": b"old package"}
    assert [path.name for path in data.parent.iterdir()] == ["data"]


# --- same input, same bytes


@pytest.mark.moderate
@pytest.mark.raw
def test_building_again_gives_the_embedded_data_byte_for_byte(raw, tmp_path):
    steps = []
    document = build(raw, tmp_path / "data", report=steps.append)
    ours, again = files_of(DATA), files_of(tmp_path / "data")
    assert sorted(again) == sorted(ours)
    assert [name for name in ours if ours[name] != again[name]] == []
    assert document == json.loads(ours["datapackage.json"])
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert len(steps) >= 5


@pytest.mark.moderate
@pytest.mark.raw
def test_the_sources_named_in_the_data_package_are_the_raw_files_at_hand(raw, package):
    named = {
        file["file"]: file["sha256"]
        for entry in package["resources"]
        for source in entry["sources"]
        if source.get("institution") in {sources.INEGI, sources.CONAPO}
        for file in source.get("files", [source])
    }
    assert {name: sources.sha256(next(raw.rglob(name))) for name in named} == named
    assert len([name for name in named if name.startswith("iter2020_")]) == 32
    assert len(named) == 32 + 8


# --- all of them or none


@pytest.mark.moderate
@pytest.mark.raw
@pytest.mark.usefixtures("half_built")
def test_a_build_that_fails_midway_leaves_the_old_tables_whole_and_nothing_beside_them(changed_raw, old_tables):
    # The rate of Aguascalientes: found only when the written table is checked, with half of the tables on the disk.
    folder = changed_raw(sources.RETURNS_2020, lambda data: data.replace(b"0.79562704", b"250", 1))
    with pytest.raises(
        LayerError, match=r"returns\.parquet, row \d+, column return_rate: found 250\.0, expected 100 %"
    ):
        build(folder, old_tables)
    assert_untouched(old_tables)


@pytest.mark.moderate
@pytest.mark.raw
def test_a_source_cut_off_in_the_middle_stops_the_build_and_leaves_the_old_tables_whole(changed_raw, old_tables):
    folder = changed_raw(sources.BOUNDARIES, lambda data: data[: len(data) // 3])
    with pytest.raises(LayerError, match=r"municipios_2020_equivalente\.geojson: found"):
        build(folder, old_tables)
    assert_untouched(old_tables)


@pytest.mark.moderate
@pytest.mark.raw
@pytest.mark.usefixtures("half_built")
def test_a_source_cut_off_between_two_rows_is_noticed_by_what_it_lacks(changed_raw, old_tables):
    folder = changed_raw(sources.RETURNS_2020, lambda data: data[: data.rindex(b"\n", 0, len(data) // 2) + 1])
    with pytest.raises(
        LayerError, match=r"conapo_iim_2020_municipio\.csv: found 'nothing of \d+ municipalities, \d{5}"
    ):
        build(folder, old_tables)
    assert_untouched(old_tables)


def test_a_table_that_lacks_a_municipality_is_refused_by_its_key():
    catalogue = pd.DataFrame({"cvegeo": ["01001", "01002", "02001"]})
    cut = pd.DataFrame({"cvegeo": ["01001", "02001"]})
    with pytest.raises(
        LayerError, match=r"f\.csv: found 'nothing of 1 municipalities, 01002 first', expected the whole"
    ):
        run._check_whole(cut, catalogue, "f.csv", digits=5)
    assert run._check_whole(cut, catalogue, "f.csv", digits=2) is cut


def test_a_build_that_a_person_stops_leaves_the_old_tables_whole(tmp_path, old_tables):
    (tmp_path / "raw").mkdir()

    def stop(step):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(tmp_path / "raw", old_tables, report=stop)
    assert_untouched(old_tables)


def test_when_the_new_tables_cannot_take_their_place_the_old_ones_are_put_back(tmp_path, old_tables, monkeypatch):
    work = old_tables.parent / ".data-new"
    work.mkdir()
    replace = pathlib.Path.replace

    def fail_for_new(source, target):
        if source == work:
            raise OSError(5, "Input/output error", str(target))
        return replace(source, target)

    monkeypatch.setattr(pathlib.Path, "replace", fail_for_new)
    with pytest.raises(OSError, match="Input/output"):
        put_in_place(work, old_tables)
    shutil.rmtree(work)
    assert_untouched(old_tables)


@pytest.mark.moderate
def test_a_missing_source_is_named_with_its_institution_and_address(tmp_path, old_tables, monkeypatch, capsys):
    (tmp_path / "raw").mkdir()
    monkeypatch.setattr(sys, "argv", ["alcance", "build", "--raw", str(tmp_path / "raw"), "--out", str(old_tables)])
    with pytest.raises(SystemExit) as ended:
        alcance.main()
    error = capsys.readouterr().err.splitlines()[-1]
    assert ended.value.code == 1
    assert error.startswith("alcance: ")
    assert "municipios_2020_equivalente.geojson" in error
    assert "INEGI" in error
    assert "https://www.inegi.org.mx/" in error
    assert_untouched(old_tables)


def test_a_raw_folder_that_is_not_there_is_named(tmp_path, old_tables):
    with pytest.raises(LayerError, match=r"nowhere: found 'no such folder', expected the folder with the raw files"):
        build(tmp_path / "nowhere", old_tables)
    assert_untouched(old_tables)


# --- the data package


def test_all_embedded_data_weigh_12_megabytes_or_less():
    assert sum(len(data) for data in files_of(DATA).values()) <= 12 * MEGABYTE


def test_every_embedded_file_is_declared_with_its_bytes_and_its_hash(package):
    found = files_of(DATA)
    del found["datapackage.json"]
    declared = {entry["path"]: (entry["bytes"], entry["hash"]) for entry in package["resources"]}
    computed = {path: (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}") for path, data in found.items()}
    assert declared == computed


def test_the_edition_changes_whenever_a_file_does(package):
    hashes = [entry["hash"] for entry in sorted(package["resources"], key=lambda entry: entry["path"])]
    assert package["edition"] == hashlib.sha256("".join(hashes).encode()).hexdigest()[:8]


def test_every_resource_has_title_processing_licence_and_at_least_one_source(package):
    for entry in package["resources"]:
        assert entry["title"], entry["path"]
        assert entry["processing"], entry["path"]
        assert entry["sources"], entry["path"]
        assert entry["licenses"], entry["path"]
        assert all(licence["title"] and licence["path"].startswith("https://") for licence in entry["licenses"])


def test_every_official_source_has_institution_edition_address_licence_and_hash(package):
    official = [source for entry in package["resources"] for source in entry["sources"] if "license_path" in source]
    assert len(official) >= 15
    for source in official:
        assert source["title"], source
        assert source["institution"] in {sources.INEGI, sources.CONAPO, sources.NATURAL_EARTH}, source
        assert source["edition"], source
        assert source["path"].startswith("https://"), source
        assert source["license"], source
        assert source["license_path"].startswith("https://"), source
        for file in source.get("files", [source]):
            assert len(bytes.fromhex(file["sha256"])) == 32, source


def test_the_source_that_is_no_file_is_cited_with_institution_and_edition(package):
    [components] = [entry for entry in package["resources"] if entry["name"] == "components"]
    [brief] = components["sources"]
    assert "table 1" in brief["title"]
    assert brief["institution"].startswith("International Migration Research Centre")
    assert brief["edition"] == "July 2014"


@pytest.mark.parametrize(
    "name", ["municipios", "settlements", "returns", "boundaries", "components", "parents", "neighbours"]
)
def test_the_columns_of_a_table_are_declared_in_order_with_meaning_and_as_the_vocabulary_has_them(package, name):
    [entry] = [entry for entry in package["resources"] if entry["name"] == name]
    read = pd.read_csv if entry["format"] == "csv" else pd.read_parquet
    fields = entry["schema"]["fields"]
    assert [field["name"] for field in fields] == list(read(DATA / entry["path"]).columns)
    assert all(field["description"] for field in fields)
    for field in fields:
        column = column_of(field["name"])
        limits = field.get("constraints", {})
        assert field.get("unit", "") == column.unit
        assert (limits.get("minimum"), limits.get("maximum")) == (column.low, column.high)
        assert tuple(limits.get("enum", ())) == column.choices
