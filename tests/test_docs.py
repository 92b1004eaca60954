"""What the documents say is what the code does."""

from __future__ import annotations

import re
import shlex
import tomllib
from importlib import import_module
from importlib.metadata import metadata
from pathlib import Path

import pytest
import typer
import yaml

from geo import Criteria, find_gaps
from geo.areas import office_areas
from geo.certainty import find_certainty
from geo.change import change_of_asked
from geo.concentration import find_concentration
from geo.pilots import rank_states
from geo.services import service_reach
from geo.sites import place_sites
from geo.siting import Siting
from geo.unknowns import unknowns
from shell.commands import app
from tools.release import told
from vocabulary.lists import COUNTINGS, LIST_FORMATS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").rglob("*.md"))}
DOCUMENTS = {"README.md": README, "CONTRIBUTING.md": (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")} | DOCS
LONGEST_README = 120


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


@pytest.mark.slow
def test_the_readme_s_decisions_are_computed_ones(layers):
    gaps = find_gaps(layers, Criteria())
    ranked = rank_states(gaps).table
    first, second, third = ranked["state"].head(3)
    groups, criteria = (f"{ranked[f'first_share_{name}'].iloc[0]:.0%}".replace("%", " %") for name in COUNTINGS)
    assert f"{first}, first in {groups} of all weightings" in README
    assert f"count as one, in {criteria} where each counts by itself" in README
    assert f"then {second}, {third}" in README
    placement = place_sites(layers, Criteria(), Siting(k=3))
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


@pytest.mark.moderate
def test_the_readme_s_budget_and_first_call_are_computed(layers):
    found = place_sites(layers, Criteria(state=("20",)), Siting(budget=2.5, upgrade_cost=0.5))
    names = {
        action: " and ".join(found.sites.loc[found.sites["action"] == action, "municipality"])
        for action in ("new", "upgrade")
    }
    reached, whole = (f"{round(figure, -1):,.0f}" for figure in (found.dwellings, found.demand_total))
    share = f"{found.dwellings / found.demand_total:.0%}".replace("%", " %")
    assert found.status == "optimal"
    assert f"new in {names['new']}, completed in {names['upgrade']}; about {reached} of {whole} ({share})" in README
    calls = unknowns(layers, Criteria())
    first = calls.facts.iloc[0]
    assert (first["site_id"], first["fact"]) == ("estatal-chiapas-comitan", "there")
    assert f"if not, {first['gaps']} gaps instead of {len(calls.gaps.ranked)}" in README


@pytest.mark.moderate
def test_the_readme_s_regions_and_who_is_left_behind_are_computed(layers):
    gaps = find_gaps(layers, Criteria())
    areas, lean = office_areas(gaps, layers), find_concentration(gaps, layers)
    totals = areas.regions.totals
    dwellings, below = (
        f"{round(totals[name], -2):,.0f}" for name in ("rural_return_dwellings", "below_return_dwellings")
    )
    assert (
        f"{totals['regions']} regions of neighbours pass it together: {totals['municipalities']} municipalities"
        in README
    )
    assert f"about {dwellings} dwellings; {totals['below']} of them, with about {below}," in README
    assert f"{len(areas.table)} offices would serve them" in README
    half, other = (f"{share:.0%}".replace("%", " %") for share in (lean.half_covered, lean.other_half_covered))
    assert f"{half} are covered, of the other half {other} (concentration index {lean.index:.2f})" in README
    method = " ".join(DOCS["method.md"].split())
    assert f"with {totals['rural_return_dwellings']:,.0f} rural return dwellings" in method
    assert (
        f"{totals['below']} municipalities with {totals['below_return_dwellings']:,.0f} that are below 25 each"
        in method
    )


@pytest.mark.moderate
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


def test_the_readme_is_short_and_leads_to_every_other_document():
    assert len(README.splitlines()) <= LONGEST_README
    for path in (ROOT / "docs").glob("*.md"):
        assert f"](docs/{path.name})" in README


def test_every_term_of_the_glossary_stands_where_it_says():
    glossary = DOCUMENTS["CONTRIBUTING.md"].split("## Glossary")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in glossary.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 20
    for term, _, places in rows:
        found = re.findall(r"`([^`]+)`", places)
        assert found, term
        for place in found:
            module, _, name = place.rpartition(".")
            assert (ROOT / place).exists() if "/" in place else hasattr(import_module(module), name), place


def test_the_method_s_other_readings_are_computed_ones(layers):
    readings = {
        "`--rural-split residence`": {"rural_split": "residence"},
        "`--programs with-general-services`": {"programs": ("with-general-services",)},
        "`--sureness office`": {"sureness": "office"},
        "`--sureness confirmed`": {"sureness": "confirmed"},
    }
    for option, settings in readings.items():
        table = DOCS["method.md"].split("## Other readings")[1].splitlines()
        [line] = [line for line in table if line.startswith("|") and option[:-1] in line]
        assert line.endswith(f"| {len(find_gaps(layers, Criteria(**settings)).gaps)} |")
    gaps = find_gaps(layers, Criteria()).gaps
    agrees = (gaps["second_source"] == "agrees").sum()
    assert f"Of the {len(gaps)}, a second witness, who lived abroad in 2015, agrees with {agrees}." in DOCS["method.md"]
    measured = find_gaps(layers, Criteria(rural_split="residence")).table["rural_split"]
    assert f"in the {(measured == 'residence').sum():,} municipalities that have 25" in DOCS["method.md"]


@pytest.mark.moderate
def test_the_method_s_pilots_are_computed_ones(layers):
    ranked = rank_states(find_gaps(layers, Criteria()))
    first = ranked.table.iloc[0]
    groups, criteria = (f"{first[f'first_share_{name}']:.0%}".replace("%", " %") for name in COUNTINGS)
    said = " ".join(DOCS["method.md"].split())
    assert f"{first['state']} is then first in {groups} of all weightings, and in {criteria} where each" in said
    assert int(ranked.counted["rank_correlation"].min() * 100) / 100 == 0.92
    assert "(Spearman, 0.92 and more)" in said
    assert f"in {find_certainty(layers, Criteria()).combinations:,} reasonable readings" in said


def test_the_survey_s_figures_are_those_of_the_layer(layers):
    rates = layers.residence.set_index("state_code")
    column = "people_5_and_over_in_us_2020"
    low, high = (rates.loc["20", f"{column}_{end}_90"] for end in ("low", "high"))
    said = " ".join(DOCS["data.md"].split())
    oaxaca, country = (rates.loc[state, column] for state in ("20", "00"))
    assert f"(Oaxaca {oaxaca} %, 90 % interval {low} to {high} %; the country {country} %)" in said


def test_every_format_of_a_list_is_in_the_documents():
    listed = re.search(r"gaps\.gpkg\s+# (.+)", README)[1].split()
    assert set(listed) == set(LIST_FORMATS)
    table = DOCS["exports.md"].split("## Formats")[1].split("##")[0].lower()
    for form in LIST_FORMATS:
        assert {"gpkg": "geopackage", "zip": "in the zip"}.get(form, form) in table


@pytest.fixture(scope="module")
def commands():
    return typer.main.get_command(app).commands


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_the_documents_name_is_one(document, commands):
    lines = re.findall(r"(?:^|`)(?:\.venv/bin/)?alcance ([^`#\n]+)", DOCUMENTS[document], flags=re.MULTILINE)
    for line in lines:
        words = shlex.split(line)
        if words[0] == "--help":
            continue
        assert words[0] in commands, f"{document}: alcance {line}"
        options = {option for parameter in commands[words[0]].params for option in parameter.opts} | {"--help"}
        for option in (word for word in words if word.startswith("--")):
            assert option in options, f"{document}: alcance {line}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_the_documents_name_is_there(document):
    text = DOCUMENTS[document]
    folder = ROOT / "docs" if document in DOCS else ROOT
    for path in re.findall(
        r"`((?:layers|geo|exports|dashboard|shell|words|vocabulary|tests|data|docs)/[\w./-]*\w)`", text
    ):
        assert (ROOT / path.replace("LANGUAGE", "es").replace("NAME", "returns")).exists(), f"{document} names {path}"
    for path in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (folder / path).exists(), f"{document} names {path}"


def test_every_library_that_runs_it_is_open_by_what_it_says_of_itself():
    names = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(names) > 80
    for name in set(names) - {"colorama"}:  # which runs on Windows alone
        told = metadata(name)
        classes = [said.split(" :: ")[-1] for said in told.get_all("Classifier", []) if said.startswith("License")]
        licence = told.get("License-Expression") or " ".join(classes) or told.get("License", "")
        assert re.search(r"MIT|BSD|Apache|MPL|Mozilla|PSF|Python Software Foundation|ISC|LGPL", licence), name


def test_every_target_of_the_makefile_the_documents_name_is_there():
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    for text in DOCUMENTS.values():
        for name in re.findall(r"(?:`|^)make ([a-z-]+)", text, flags=re.MULTILINE):
            assert name in targets


def test_the_papers_of_the_project_are_there_linked_and_of_this_version_and_data_edition(layers):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name in ("CHANGELOG.md", "CITATION.cff", "SECURITY.md", "CODE_OF_CONDUCT.md"):
        assert (ROOT / name).is_file()
        assert f"]({name})" in README
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["license"] == project["license"]
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert set(told(ROOT).values()) == {(project["version"], layers.provenance.edition)}
