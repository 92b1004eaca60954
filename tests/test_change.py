"""What changed from 2010 to 2020: small worlds by hand, the published shares, new municipalities by their parents."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from geo import Criteria, CriteriaError, find_gaps
from geo.change import change, change_by
from layers import DATA, LayerError, load
from layers.neighbours import find_neighbours
from layers.pipeline.parents import find_parents
from tests.support.worlds import municipality, returns, settlement, world

PARENT, CHILD, OTHER = "20001", "20002", "21001"


def small(*, parents=True, **changes):
    """20002 came from 20001 after 2010; 21001 lies in another region."""
    parts = {
        "municipios": [municipality(PARENT), municipality(CHILD), municipality(OTHER, region="Centro")],
        "settlements": [
            settlement(PARENT, population=20_000.0),
            settlement(CHILD, population=1000.0),
            settlement(OTHER),
        ],
        "figures": [
            returns(PARENT, rate=10.0, dwellings=400.0, year=2010),
            returns(OTHER, rate=5.0, dwellings=1200.0, year=2010),
            returns(PARENT, rate=2.0, dwellings=300.0),
            returns(CHILD, rate=6.0, dwellings=100.0),
            returns(OTHER, rate=1.0, dwellings=1200.0),
        ],
    } | changes
    layers = world(**parts)
    rows = [(CHILD, PARENT)] if parents else []
    return dataclasses.replace(layers, parents=pd.DataFrame(rows, columns=["cvegeo", "parent"], dtype="str"))


def rows_of(by, layers=None, key=None, criteria=None):
    table = change_by(layers or small(), criteria or Criteria(), by)
    return table.set_index(key or table.columns[0])


def test_a_new_municipality_is_compared_with_the_one_it_was_part_of_over_one_territory():
    table = change(small()).set_index("cvegeo")
    assert table["unit"].to_dict() == {PARENT: PARENT, CHILD: PARENT, OTHER: OTHER}
    assert table["first_rate"].fillna(-1).to_dict() == {PARENT: 10, CHILD: -1, OTHER: 5}
    assert table["last_rate"].to_dict() == {PARENT: 2, CHILD: 6, OTHER: 1}
    # 6 + 6 of 400 dwellings are 3 %: 7 points less than the 10 % that the whole territory had.
    assert table["rate_change"].to_dict() == pytest.approx({PARENT: -7, CHILD: -7, OTHER: -4})


def test_a_new_municipality_whose_parent_is_unknown_has_no_change_and_no_zero():
    table = change(small(parents=False)).set_index("cvegeo")
    assert table.loc[CHILD, ["first_rate", "rate_change"]].isna().all()
    assert table.loc[PARENT, "rate_change"] == -8


def test_an_unknown_figure_of_one_makes_the_whole_unit_s_change_unknown():
    layers = small()
    figures = layers.returns.copy()
    figures.loc[(figures["cvegeo"] == CHILD), "return_rate"] = np.nan
    table = change(dataclasses.replace(layers, returns=figures)).set_index("cvegeo")
    assert table.loc[[PARENT, CHILD], "rate_change"].isna().all()
    assert table.loc[OTHER, "rate_change"] == -4
    by_state = rows_of("state", dataclasses.replace(layers, returns=figures))
    assert by_state.loc["20", "unknown_figures"] == 1


def test_by_municipality_the_published_figures_and_the_unit_s_change():
    table = rows_of("municipality")
    assert table["first_dwellings"].fillna(-1).to_dict() == {PARENT: 400, CHILD: -1, OTHER: 1200}
    assert table["first_return_dwellings"].fillna(-1).to_dict() == {PARENT: 40, CHILD: -1, OTHER: 60}
    assert table["last_return_dwellings"].to_dict() == {PARENT: 6, CHILD: 6, OTHER: 12}
    assert table["return_dwellings_change"].to_dict() == {PARENT: -28, CHILD: -28, OTHER: -48}
    assert table["last_share"].to_dict() == pytest.approx({PARENT: 0.25, CHILD: 0.25, OTHER: 0.5})
    assert table["share_change"].to_dict() == pytest.approx({PARENT: 0.1, CHILD: 0.1, OTHER: -0.1})
    assert table["asked"].to_dict() == {PARENT: True, CHILD: True, OTHER: False}


@pytest.mark.parametrize(("by", "row"), [("state", "20"), ("region", "Sur-sureste")])
def test_sums_of_the_first_year_hold_the_children_in_their_parents(by, row):
    found = rows_of(by).loc[row]
    assert (found["first_dwellings"], found["last_dwellings"]) == (400, 400)
    assert (found["first_rate"], found["last_rate"]) == (pytest.approx(10), pytest.approx(3))
    assert found["rate_change"] == pytest.approx(-7)
    assert (found["first_share"], found["last_share"]) == (pytest.approx(0.4), pytest.approx(0.5))
    assert found["unknown_figures"] == 0
    assert bool(found["asked"])


def test_a_child_without_a_known_parent_is_told_as_unknown():
    assert rows_of("state", small(parents=False)).loc["20", "unknown_figures"] == 1


@pytest.mark.moderate
def test_rural_classes_are_of_the_whole_territory():
    table = change_by(small(), Criteria(), "rural").set_index(["rural_below", "class"])
    # The parent with its child: 1,000 rural of 21,000 people, though the child alone is rural.
    assert table["units"].to_dict() == {
        (2500, "rural"): 1,
        (2500, "not_rural"): 1,
        (15_000, "rural"): 1,
        (15_000, "not_rural"): 1,
    }
    assert table.loc[(15_000, "not_rural"), "first_return_dwellings"] == pytest.approx(40)
    assert table.loc[(15_000, "not_rural"), "last_return_dwellings"] == pytest.approx(12)
    apart = change_by(small(), Criteria(rural_below=30_000), "rural").set_index(["rural_below", "class"])
    assert apart.loc[(30_000, "rural"), "units"] == 2


def test_a_municipality_without_settlements_is_of_unknown_class():
    layers = small(settlements=[settlement(PARENT), settlement(CHILD)])
    table = change_by(layers, Criteria(), "rural").set_index(["rural_below", "class"])
    assert table.loc[(15_000, "unknown"), "first_return_dwellings"] == pytest.approx(60)


def test_a_wrong_question_is_told():
    with pytest.raises(CriteriaError, match="by: found 'town', expected one of municipality"):
        change_by(small(), Criteria(), "town")
    with pytest.raises(CriteriaError, match="year: found 2000, expected a year with return figures: 2010, 2020"):
        change_by(small(), Criteria(), "state", first=2000)
    with pytest.raises(CriteriaError, match="region"):
        change_by(small(), Criteria(region=("mars",)), "state")


# --- the real figures


def test_the_south_and_southeast_went_from_18_5_to_17_5_percent_of_the_returns(layers):
    row = rows_of("region", layers).loc["Sur-sureste"]
    assert (round(row["first_share"], 3), round(row["last_share"], 3)) == (0.185, 0.175)


@pytest.mark.parametrize("by", ["state", "region"])
def test_groups_add_up_to_the_country_and_to_the_gap_answer(layers, by):
    table = change_by(layers, Criteria(), by)
    assert table["first_share"].sum() == pytest.approx(1)
    assert table["last_share"].sum() == pytest.approx(1)
    assert table["unknown_figures"].sum() == 0
    for name, year in (("first", 2010), ("last", 2020)):
        answer = find_gaps(layers, Criteria(year=year))
        key = "state_code" if by == "state" else "region"
        there = answer.table.groupby(key)["return_dwellings"].sum()
        assert np.allclose(table.set_index(key)[f"{name}_return_dwellings"], there.reindex(table[key]))
        whole = table[f"{name}_return_dwellings"].sum() / table[f"{name}_dwellings"].sum()
        assert 100 * whole == pytest.approx(answer.national_rate)


@pytest.mark.moderate
def test_rural_classes_add_up_at_every_line(layers):
    table = change_by(layers, Criteria(), "rural")
    for _, rows in table.groupby("rural_below"):
        assert rows["units"].sum() == 2456
        assert rows["first_share"].sum() == pytest.approx(1)
        assert rows["last_share"].sum() == pytest.approx(1)


def test_no_figure_is_missing_but_the_first_of_the_13_new_ones(layers):
    table = change_by(layers, Criteria(), "municipality")
    assert len(table) == 2469
    new = table[table["first_rate"].isna()]
    assert new["cvegeo"].tolist() == layers.parents["cvegeo"].tolist()
    assert len(new) == 13
    assert new["first_return_dwellings"].isna().all()
    assert table["rate_change"].notna().all()
    old = table[table["unit"].map(table["unit"].value_counts()) == 1]
    assert (old["rate_change"] == old["last_rate"] - old["first_rate"]).all()


@pytest.mark.moderate
def test_indexes_and_degrees_of_the_two_years_are_in_no_answer(layers):
    for by in ("municipality", "state", "region", "rural"):
        names = " ".join(change_by(layers, Criteria(), by).columns)
        assert "marginalisation" not in names
        assert "intensity" not in names


# --- the parents


def test_the_parents_are_those_of_the_decrees(layers):
    names = layers.municipios.set_index("cvegeo")["municipality"]
    pairs = {names[child]: names[parent] for child, parent in layers.parents.itertuples(index=False)}
    assert pairs == {
        "San Quintín": "Ensenada",
        "Seybaplaya": "Champotón",
        "Capitán Luis Ángel Vidal": "Siltepec",
        "Rincón Chamula San Pedro": "Pueblo Nuevo Solistahuacán",
        "El Parral": "Villa Corzo",
        "Emiliano Zapata": "Acala",
        "Mezcalapa": "Tecpatán",
        "Honduras de la Sierra": "Siltepec",
        "Coatetelco": "Miacatlán",
        "Xoxocotla": "Puente de Ixtla",
        "Hueyapan": "Tetela del Volcán",
        "Bacalar": "Othón P. Blanco",
        "Puerto Morelos": "Benito Juárez",
    }


def census(after, before, places):
    boundaries = gpd.GeoDataFrame(
        {"cvegeo": list(places)}, geometry=[box(x, y, x + 1, y + 1) for x, y in places.values()], crs=4326
    )
    old, now = (pd.DataFrame({"cvegeo": list(n), "population": list(n.values())}) for n in (before, after))
    found = find_parents(find_neighbours(boundaries), old, now)
    return dict(zip(found["cvegeo"], found["parent"], strict=True))


@pytest.mark.moderate
def test_the_parent_is_the_neighbour_that_lacks_the_people():
    places = {"20001": (0, 0), "20002": (1, 0), "20003": (2, 0), "20004": (9, 9)}
    after = {"20001": 590, "20002": 300, "20003": 500, "20004": 850}
    assert census(after, {"20001": 600, "20003": 900, "20004": 900}, places) == {"20002": "20003"}


def test_who_grew_less_than_the_state_lacks_people_too():
    places = {"20001": (0, 0), "20002": (1, 0), "20003": (2, 0), "20004": (9, 9)}
    # The state doubled: 20003 lost the new one's 300 although it has no fewer people than before.
    after = {"20001": 1200, "20002": 300, "20003": 600, "20004": 1800}
    assert census(after, {"20001": 600, "20003": 450, "20004": 900}, places) == {"20002": "20003"}


@pytest.mark.moderate
def test_a_new_one_behind_another_new_one_finds_the_parent_of_both():
    places = {"20001": (0, 0), "20002": (1, 0), "20003": (2, 0), "20004": (3, 0)}
    after = {"20001": 500, "20002": 300, "20003": 100, "20004": 900}
    found = census(after, {"20001": 1000, "20004": 800}, places)
    assert found == {"20002": "20001", "20003": "20001"}


def test_no_neighbour_that_lacks_the_people_no_parent():
    places = {"20001": (0, 0), "20002": (1, 0), "21001": (2, 0), "20003": (1, 1)}
    after = {"20001": 900, "20002": 300, "21001": 500, "20003": 10, "20004": 100}
    # The neighbour grew more than the state; another state's municipality and a new one are no answer.
    assert census(after, {"20001": 600, "21001": 900, "20004": 700}, {**places, "20004": (9, 9)}) == {}


@pytest.mark.moderate
def test_a_parent_that_is_no_municipality_is_told(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    file = folder / "municipios" / "parents.csv"
    file.write_text("cvegeo,parent\n02006,99999\n", encoding="utf-8")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for entry in package["resources"]:
        if entry["path"] == "municipios/parents.csv":
            entry["hash"] = "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    with pytest.raises(LayerError, match=r"parents\.csv, row 1, column parent: found '99999'"):
        load(folder)


@pytest.mark.moderate
def test_a_folder_whose_package_has_no_parents_loads_without_any(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    (folder / "municipios" / "parents.csv").unlink()
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [entry for entry in package["resources"] if entry["name"] != "parents"]
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    layers = load(folder)
    assert layers.parents.empty
    assert change(layers)["rate_change"].isna().sum() == 13
