"""What the documents say is what the code does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

from geo import Criteria, find_gaps
from geo.certainty import find_certainty
from geo.change import change_of_asked
from geo.pilots import rank_states
from geo.services import service_reach
from geo.sites import place_sites

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def said(criteria, layers):
    answer = find_gaps(layers, criteria)
    states = answer.gaps["state"].value_counts()
    names = ", ".join(f"{state} {count}" for state, count in states.items())
    return f"| {len(answer.gaps)} | about {round(answer.totals['gap_return_dwellings'], -2):,.0f} | {names} |"


def test_the_readme_s_answers_are_computed_ones(layers):
    assert said(Criteria(), layers) in README
    assert said(Criteria(programs=("imrc-2014",)), layers) in README


def test_the_readme_s_counts_are_the_layers(layers):
    assert f"{len(layers.settlements):,} settlements" in README
    assert f"catalogue of {len(layers.programs.ids)} programs" in README
    assert f"{len(layers.municipios):,} municipalities" in README


def test_the_readme_s_decisions_are_computed_ones(layers):
    gaps = find_gaps(layers, Criteria())
    ranked = rank_states(gaps).table
    first, second, third = ranked["state"].head(3)
    assert f"{first}, first in {ranked['first_share'].iloc[0]:.0%}".replace("%", " %") in README
    assert f"then {second}, {third}" in README
    placement = place_sites(layers, Criteria(), k=3)
    reached, whole = (
        f"{round(figure, digits):,.0f}" for figure, digits in ((placement.objective, -1), (placement.demand_total, -2))
    )
    share = f"{placement.sites['share'].iloc[-1]:.0%}".replace("%", " %")
    names = ", ".join(placement.sites["municipality"])
    assert placement.status == "optimal"
    assert f"3 offices reach about {reached} of {whole} unserved rural return dwellings ({share}): {names}" in README
    after = len(find_gaps(layers, placement.what_if).gaps)
    assert f"{after} gaps instead of {len(gaps.gaps)}" in README
    assert f"--what-if {','.join(placement.sites['cvegeo'])}" in README
    reach = service_reach(layers, Criteria()).totals
    most = reach.loc[reach["share_any"].idxmax()]
    assert f"{(reach['reached_any'] == 0).sum()} of the 14 are within the reach of nobody" in README
    assert f"{most['component'].replace('_', ' ')}, of {most['share_any']:.0%}".replace("%", " %") in README


def test_the_readme_s_certainty_is_a_computed_one(layers):
    sure = find_certainty(layers, Criteria())
    total = sure.totals.set_index("measure").loc["gaps"]
    is_gap = (find_gaps(layers, Criteria()).table["status"] == "gap").to_numpy()
    firm = int((sure.table["stability"][is_gap] >= 0.9).sum())
    assert f"{total['low']:.0f} to {total['high']:.0f} gaps in 90 % of {sure.combinations:,}" in README
    assert f"{firm} of the {is_gap.sum()} are gaps in nine of ten readings or more" in README
    assert f"Oaxaca has the most gaps in {sure.first('20', 'gaps'):.0%}".replace("%", " %") in README
    asked, _ = change_of_asked(layers, Criteria())
    assert f"from {asked['first_share']:.1%} (2010) to {asked['last_share']:.1%} (2020)".replace("%", " %") in README


def test_every_file_the_documents_name_is_there():
    for document in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / document).read_text(encoding="utf-8")
        paths = re.findall(r"`((?:layers|geo|exports|dashboard|tests|data)/[\w./-]*\w)`", text)
        paths += re.findall(r"\]\((?!http)([^)#]+)\)", text)
        assert paths
        for path in paths:
            assert (ROOT / path).exists(), f"{document} names {path}"


def test_every_target_of_the_makefile_the_readme_names_is_there():
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    for name in re.findall(r"`?make ([a-z]+)", README):
        assert name in targets


def test_the_papers_of_the_project_are_there_linked_and_of_this_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name in ("CHANGELOG.md", "CITATION.cff", "SECURITY.md", "CODE_OF_CONDUCT.md"):
        assert (ROOT / name).is_file()
        assert f"]({name})" in README
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (citation["version"], citation["license"]) == (project["version"], project["license"])
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert project["version"] in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
