"""What the documents say is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from geo import Criteria, find_gaps

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
