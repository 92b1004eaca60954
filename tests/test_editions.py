"""What another edition of the data changes: by hand in small worlds, and the command on a changed copy of ours."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from dataclasses import replace

import pandas as pd
import pytest

from exports.editions import _why, edition_figures, edition_rows
from geo import Criteria, CriteriaError, find_gaps
from geo.editions import compare_editions
from layers import DATA, LayerError
from layers.editions import load_edition
from tests.support.worlds import municipality, returns, settlement, site, world
from vocabulary.lists import COMPARED, EDITION_REASONS, SITE_CHANGES
from words.text import Text

EN, ES = Text("en"), Text("es")
ASKED = Criteria(min_return_rate=10.0)
SITE = "estatal-chiapas-comitan"
KEYS = ("20001", "20002", "20003")


def small(changes=None, sites=(), keys=KEYS, *, more=()):
    """Municipalities five degrees apart, each a gap: 200 dwellings, a rate of 20 %, all rural, no site near."""
    changes = changes or {}
    places = {key: {"lon": -100.0 + 5 * number} for number, key in enumerate(keys)}
    return world(
        [municipality(key, **changes.get(key, {}).get("municipality", {})) for key in keys],
        [*(settlement(key, **places[key] | changes.get(key, {}).get("settlement", {})) for key in keys), *more],
        [returns(key, **changes.get(key, {}).get("returns", {})) for key in keys],
        sites,
    )


def why(before, after, criteria=ASKED, key="20001"):
    row = compare_editions(before, after, criteria).table.set_index("cvegeo").loc[key]
    return row["status_before"], row["status_after"], row["reasons"]


def near(site_id="p-1", lon=-100.0, **other):
    """A site on the parallel of the settlements, at the first of them."""
    return site(site_id, lon, 17.0, **other)


TOWN = settlement("20001", -100.0, 17.1, population=40_000.0, dwellings=9_000.0)

OF_NOBODY = ("rural_share", "rural_return_share")

# Of each: what is another in the newer edition, the status then, and why.
CHANGES = {
    "nothing": ({}, "gap", ()),
    # 2,000 x 5 % = 100 dwellings: many, but 5 % is less than 10 %.
    "a lower rate": ({"returns": {"rate": 5.0, "dwellings": 2000.0}}, "few_returns", ("return_rate",)),
    "no rate": ({"returns": {"rate": float("nan")}}, "unknown", ("return_rate",)),
    # 200 x 12 % = 24, all rural: fewer than 25, though 12 % is more than 10 %.
    "fewer by the rate": ({"returns": {"rate": 12.0}}, "few_returns", ("return_rate",)),
    # 100 x 20 % = 20.
    "fewer dwellings": ({"returns": {"dwellings": 100.0}}, "few_returns", ("dwellings",)),
    "fewer by both": ({"returns": {"rate": 12.0, "dwellings": 100.0}}, "few_returns", ("return_rate", "dwellings")),
    "nobody rural": ({"settlement": {"locality_population": 20_000.0}}, "not_rural", OF_NOBODY),
    "another region": ({"municipality": {"region": "Norte"}}, "outside_region", ("region",)),
}


@pytest.mark.moderate
@pytest.mark.parametrize("change", CHANGES)
def test_a_status_that_a_figure_changes_says_which_and_so_it_does_the_other_way_round(change):
    changed, status, reasons = CHANGES[change]
    older, newer = small(), small({"20001": changed})
    assert why(older, newer) == ("gap", status, reasons)
    assert why(newer, older) == (status, "gap", reasons)
    assert why(older, newer, key="20002") == ("gap", "gap", ())
    found = compare_editions(older, newer, ASKED)
    assert found.changed["cvegeo"].tolist() == ["20001"][: len(reasons)]
    assert found.gaps.lost.tolist() == [0][: len(reasons)]
    assert found.gaps.gained.size == 0


def test_a_town_that_comes_to_a_municipality_makes_it_less_rural_and_it_consists_of_others():
    # 1,000 rural people of 41,000; of 9,200 dwellings 200 are rural: 40 x 200 / 9,200 return dwellings, no 25.
    status, reasons = "not_rural", ("boundary", *OF_NOBODY)
    assert why(small(), small(more=[TOWN])) == ("gap", status, reasons)


def test_people_who_live_elsewhere_are_reached_or_not():
    # The site reaches 50 km. At 17 N a degree is 106 km: the settlement moves from 64 km away to 21 km.
    sites = [near(lon=-99.4)]
    newer = small({"20001": {"settlement": {"lon": -99.6}}}, sites)
    assert why(small(sites=sites), newer) == ("gap", "covered", ("settlements",))


@pytest.mark.moderate
def test_a_site_that_comes_goes_or_moves_is_named_where_it_reaches_rural_people():
    for change, before, after in (
        ("added", (), [near()]),
        ("removed", [near()], ()),
        ("moved", [near()], [near(lon=-90.0)]),
    ):
        found = compare_editions(small(sites=before), small(sites=after), ASKED)
        row = found.table.set_index("cvegeo").loc["20001"]
        assert row["reasons"] == ("sites",)
        assert {other: row[f"sites_{other}"] for other in SITE_CHANGES} == dict.fromkeys(SITE_CHANGES, ()) | {
            change: ("p-1",)
        }
        assert found.sites.to_dict("records") == [{"site_id": "p-1", "program_id": "p", "site_change": change}]
    # It has moved to the third municipality: a gap before, covered after.
    assert found.table["sites_moved"].tolist() == [("p-1",), (), ("p-1",)]
    assert found.table["status_after"].tolist() == ["gap", "gap", "covered"]
    assert found.changed["cvegeo"].tolist() == ["20001", "20003"]
    assert edition_rows(found, EN)["why"].tolist() == ["sites in another place: Program"] * 2


def test_a_site_whose_reach_is_another_is_named_as_such():
    # 64 km away: beyond the question's 50 km, within its own 80.
    found = compare_editions(small(sites=[near(lon=-99.4)]), small(sites=[near(lon=-99.4, reach_km=80)]), ASKED)
    assert found.changed["cvegeo"].tolist() == ["20001"]
    assert found.changed["sites_changed"].tolist() == [("p-1",)]
    assert edition_rows(found, ES)["why"].tolist() == ["sedes con otra área de alcance: Programa"]


def test_how_much_is_covered_is_a_matter_of_sites_too():
    # A second settlement of as many people, 106 km east: half is covered by one site, all by both.
    more = [settlement("20001", -99.0, 17.0)]
    half, whole = (small(sites=sites, more=more) for sites in ([near()], [near(), near("p-2", lon=-99.0)]))
    assert why(half, whole) == ("partly_covered", "covered", ("sites",))


def test_the_country_s_rate_may_be_what_changes():
    # The rate asked is the country's: 20 %, then (20 + 20 + 40) / 3 = 26.7 %, which 20 % does not reach.
    older, newer = small(), small({"20003": {"returns": {"rate": 40.0}}})
    found = compare_editions(older, newer, Criteria())
    assert found.changed["reasons"].tolist() == [("national_rate",)] * 2
    assert found.changed["cvegeo"].tolist() == ["20001", "20002"]
    said = edition_rows(found, EN)["why"].iloc[0]
    assert said == "the country's rate, which is the one asked for: 20%, then 27%"
    assert edition_figures(found)["national_rate_after"] == pytest.approx(80 / 3)


def test_a_municipality_that_comes_or_goes_is_in_the_table_with_what_is_known():
    older, newer = small(keys=KEYS[:2]), small(keys=KEYS[1:])
    found = compare_editions(older, newer, ASKED)
    assert found.table["reasons"].tolist() == [("gone",), (), ("new",)]
    assert found.table["status_before"].isna().tolist() == [False, False, True]
    assert found.table["municipality"].tolist() == [f"Municipio {key}" for key in KEYS]
    assert found.table["return_rate_before"].isna().tolist() == [False, False, True]
    assert (len(found.gaps.gained), len(found.gaps.lost)) == (1, 1)


def test_dwellings_are_not_compared_with_people():
    people = small()
    people = replace(people, returns=people.returns.assign(unit="people"))
    with pytest.raises(CriteriaError, match="people"):
        compare_editions(small(), people, ASKED)


def test_every_reason_has_words_in_both_languages_and_figures_are_written_as_far_as_they_differ():
    row = {
        f"{name}_{edition}": 0.5001 + 1e-4 * last
        for name in COMPARED
        for last, edition in enumerate(("before", "after"))
    }
    row |= {f"sites_{change}": ("p-1",) for change in SITE_CHANGES} | {"reasons": EDITION_REASONS}
    found = compare_editions(small(sites=[near()]), small(), ASKED)
    for text in (EN, ES):
        said = _why(row, found, {"p-1": "Programa"}, text)
        assert said.count("; ") == len(EDITION_REASONS) + len(SITE_CHANGES) - 2
    assert "rural share 50.01%, then 50.02%" in _why(row, found, {"p-1": "Program"}, EN)


# --- the command


@pytest.fixture(scope="module")
def older(layers, tmp_path_factory):
    """A wheel of an edition before ours: the last gap had a rate of nearly nothing, and one site was not known."""
    folder = tmp_path_factory.mktemp("older") / "layers" / "data"
    shutil.copytree(DATA, folder)
    changed = find_gaps(layers, Criteria()).gaps["cvegeo"].iloc[-1]
    file = folder / "municipios" / "returns.parquet"
    rows = pd.read_parquet(file)
    rows.loc[(rows["cvegeo"] == changed) & (rows["year"] == 2020), "return_rate"] = 0.01
    rows.to_parquet(file, index=False)
    catalogue = json.loads((folder / "programs.geojson").read_text(encoding="utf-8"))
    catalogue["features"] = [one for one in catalogue["features"] if one["properties"].get("site_id") != SITE]
    (folder / "programs.geojson").write_text(json.dumps(catalogue), encoding="utf-8")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8")) | {"edition": "older"}
    for entry in package["resources"]:
        data = (folder / entry["path"]).read_bytes()
        entry["hash"] = "sha256:" + hashlib.sha256(data).hexdigest()
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    wheel = folder.parent.parent / "alcance-0.0.1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("alcance.py", "")
        for path in folder.rglob("*"):
            packed.write(path, path.relative_to(folder.parent.parent))
    return wheel, changed


@pytest.mark.slow
def test_the_command_says_what_a_changed_copy_of_our_data_changes(shell, layers, older, tmp_path):
    wheel, changed = older
    out = tmp_path / "diff.csv"
    assert shell("edition", "--diff", wheel, "--lang", "en", "--out", out) == (0, b"", "")
    rows = pd.read_csv(out, dtype={"cvegeo": str}, encoding="utf-8-sig", keep_default_na=False)
    before = find_gaps(load_edition(wheel), Criteria()).table.set_index("cvegeo")
    after = find_gaps(layers, Criteria()).table.set_index("cvegeo")
    differ = (before["status"].astype(str) != after["status"].astype(str)).to_numpy()
    assert set(rows["cvegeo"]) == set(after.index[differ])
    row = rows.set_index("cvegeo").loc[changed]
    assert (row["status_before"], row["status_after"], row["reasons"]) == ("few_returns", "gap", "return_rate")
    assert row["why"].startswith("return rate 0%, then ") or row["why"].startswith("return rate <1%, then ")
    others = rows[rows["cvegeo"] != changed]
    assert len(others) > 0
    assert set(others["reasons"]) == {"sites"}
    assert set(others["sites_added"]) == {SITE}
    about = json.loads((tmp_path / "diff.csv-metadata.json").read_text(encoding="utf-8"))
    assert [column["name"] for column in about["tableSchema"]["columns"]] == list(rows.columns)
    assert about["notes"][0]["command"].startswith(f"alcance edition --diff {wheel} --lang en")


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (None, "found 'no such file', expected a folder of data"),
        ("folder", "found 'a folder without', expected a folder of data"),
        (b"PK", "expected a folder of data"),
        ({"other.txt": "x"}, "found 'no such file in it'"),
        ({"data/datapackage.json": "{"}, "datapackage.json"),
    ],
)
def test_what_holds_no_edition_is_told_in_a_line(shell, tmp_path, made, said):
    path = tmp_path / "old.zip"
    if made == "folder":
        path.mkdir()
    elif isinstance(made, bytes):
        path.write_bytes(made)
    elif made is not None:
        with zipfile.ZipFile(path, "w") as packed:
            for name, text in made.items():
                packed.writestr(name, text)
    code, out, err = shell("edition", "--diff", path)
    assert (code, out, err.count("\n")) == (1, b"", 1)
    assert said in err


def test_an_edition_that_unpacks_to_too_much_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("layers.editions.MOST_BYTES", 1000)
    path = tmp_path / "old.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("data/datapackage.json", "{}")
        packed.writestr("data/large.bin", bytes(999))
    with pytest.raises(LayerError, match=r"found '1001 bytes', expected at most 1000"):
        load_edition(path)


@pytest.mark.moderate
def test_own_files_are_in_neither_edition(shell, tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("cvegeo,year,dwellings,return_rate\n20001,2020,100,2.0\n")
    code, _, err = shell("edition", "--diff", DATA, "--min-return-rate", 1, "--returns-file", file)
    assert code == 2
    assert "mine.csv, expected no file of your own" in err
