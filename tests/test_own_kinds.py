"""A kind of own file is one module and its words: everything else finds it there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from test_own_page import USE, YES, MyData

from geo import Criteria, find_gaps
from layers.own import KINDS, apply, inspect, kinds, read, template
from layers.own.every_kind import find_kinds, in_order, kind_of
from words.catalogues import Catalogue

ROOT = Path(__file__).resolve().parent.parent

#: Sites that have closed.
MODULE = """
import dataclasses

from layers.own.fields import Field
from layers.own.kind import FileKind
from layers.programs import catalogue


def _record(row):
    site, year = row.text("site_id", required=True), row.year("closed")
    if site not in set(row.context.layers.programs.sites["site_id"]):
        row.refuse("site_id", "unknown_site", site, suggestions="")
    return {"site_id": site, "until": year}


def _put(layers, result):
    ours, closed = layers.programs, set(result.frame["site_id"])
    pairs = [pair for pair in zip(ours.records, ours.geometries) if pair[0].site_id not in closed]
    return layers.with_programs(catalogue(pairs, ours.views, ours.edition, result.name), result.name)


def _result(records, context):
    import pandas as pd

    return {"frame": pd.DataFrame([record for _, record in records])}


KIND = FileKind(
    id="closures",
    listed=6,
    after="programs",
    fields=(Field("site_id", "casa-oaxaca", ("sede",)), Field("closed", "2024", ("cierre",))),
    needs=(("site_id",),),
    record=_record,
    identity=lambda record: record["site_id"],
    identity_field="site_id",
    result=_result,
    put=_put,
)
"""
WORDS = {
    "own.kind.closures": "Sites that have closed",
    "own.answers.closures": "Which sites are open.",
    "own.option.closures": "Sites that have closed since (CSV).",
    "own.means.closures.site_id": "Id of the site",
    "own.means.closures.closed": "Year in which it closed",
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "closures.py").write_text(MODULE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def closures(folder, monkeypatch):
    """The module among the others, and its words among the words."""
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(folder)])
    monkeypatch.setitem(KINDS, "closures", find_kinds()["closures"])
    known = Catalogue.get
    monkeypatch.setattr(Catalogue, "get", lambda words, key, **how: WORDS.get(key) or known(words, key, **how))
    yield KINDS["closures"]
    sys.modules.pop("layers.own.kinds.closures", None)


def all_closed(layers):
    """A file that says of every site that it has closed."""
    return "sede,cierre\n" + "".join(f"{site},2024\n" for site in layers.programs.sites["site_id"])


def test_every_module_is_a_kind_of_its_own_name_and_each_order_has_all(folder):
    names = {path.stem for path in Path(kinds.__file__).parent.glob("*.py")} - {"__init__"}
    assert set(KINDS) == names == {kind.id for kind in KINDS.values()}
    assert list(KINDS) == ["programs", "returns", "catchments", "settlements", "candidates", "municipalities"]
    assert in_order(KINDS) == ["municipalities", "settlements", "candidates", "returns", "programs", "catchments"]
    assert in_order(reversed(in_order(KINDS))) == in_order(KINDS)


@pytest.mark.moderate
def test_a_new_kind_is_read_from_bytes_to_answer(closures, layers):
    assert list(KINDS)[-1] == in_order(KINDS)[-1] == "closures"
    assert kind_of("closures", "x") is closures
    assert template("closures").decode("utf-8-sig").split("\r\n")[0] == "site_id,closed"
    draft = inspect(all_closed(layers).encode() + b"nowhere,2024\n", "closed.csv", "closures")
    assert draft.guessed == {"site_id": "sede", "closed": "cierre"}
    result = read(draft, draft.mapping, layers)
    assert result.counts["refused"] == 1
    assert result.report["did"].iloc[-1].startswith("expected a site of the catalogue")
    own = apply(result, layers)
    assert own.provenance.own == ("closed.csv",)
    assert len(own.programs.records) == len(layers.programs.records) - result.counts["taken"]
    assert len(find_gaps(own, Criteria()).gaps) > len(find_gaps(layers, Criteria()).gaps)


@pytest.mark.slow
def test_the_page_offers_a_new_kind(closures, layers):
    data = all_closed(layers)
    mine = MyData().bring("closed.csv", data, "closures")
    assert "Year in which it closed" in mine.said
    mine.press(YES).press(USE)
    assert "With own data: closed.csv" in mine.said
    draft = inspect(data.encode(), "closed.csv", "closures")
    own = apply(read(draft, draft.mapping, layers), layers)
    assert mine.go("").count == len(find_gaps(own, Criteria()).gaps)
    assert "Remove sites that have closed" in mine.go("mis-datos").labels


SHELL = """
import sys
from words.catalogues import Catalogue
known, more = Catalogue.get, {words!r}
Catalogue.get = lambda words, key, **how: more.get(key) or known(words, key, **how)
from layers.own import kinds
kinds.__path__.append({folder!r})
import alcance
sys.argv[0] = "alcance"
alcance.main()
"""


@pytest.mark.slow
def test_the_shell_has_an_option_for_a_new_kind(folder, tmp_path, layers):
    def run(*arguments):
        script = SHELL.format(words=WORDS, folder=str(folder))
        ran = subprocess.run(
            [sys.executable, "-c", script, *arguments], cwd=ROOT, capture_output=True, check=False, timeout=120
        )
        return ran.returncode, ran.stdout.decode(), ran.stderr.decode()

    code, said, _ = run("gaps", "--help")
    assert code == 0
    assert re.search(r"--closures-file <path>\s+Sites that have closed since \(CSV\)\.", said)
    path = tmp_path / "closed.csv"
    path.write_text(all_closed(layers).replace("sede,cierre", "site_id,closed"), encoding="utf-8")
    code, said, told = run("check", str(path), "--as", "closures")
    assert (code, told.splitlines()[-1].split("; ")[-1]) == (0, "refused: 0.")
    code, said, told = run("gaps", "--closures-file", str(path), "--out", str(tmp_path / "gaps.csv"))
    assert code == 0, told
    found = pd.read_csv(tmp_path / "gaps.csv")
    assert len(found) > len(find_gaps(layers, Criteria()).gaps)
