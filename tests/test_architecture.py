"""The house keeps its order: imports run downwards, and `geo` knows nothing of pages or files."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

MAY_IMPORT = {
    "vocabulary": {"vocabulary"},
    "words": {"words", "vocabulary"},
    "layers": {"layers", "vocabulary"},
    "geo": {"geo", "layers", "vocabulary"},
    "exports": {"exports", "geo", "layers", "words", "vocabulary"},
    "dashboard": {"dashboard", "exports", "geo", "layers", "words", "vocabulary"},
    "shell": {"shell", "exports", "geo", "layers", "words", "vocabulary"},
    "alcance.py": {"shell", "exports", "geo", "layers", "words", "vocabulary"},
    "app.py": {"dashboard", "exports", "geo", "layers", "words", "vocabulary"},
}
FORBIDDEN = {
    "layers": {"streamlit", "folium", "streamlit_folium"},
    "geo": {"streamlit", "folium", "streamlit_folium", "requests", "pooch", "json", "pyogrio", "io"},
    "words": {"streamlit", "folium", "streamlit_folium"},
    "exports": {"streamlit", "folium", "streamlit_folium"},
    "shell": {"streamlit", "folium", "streamlit_folium"},
}
OURS = {"layers", "geo", "exports", "dashboard", "shell", "vocabulary", "words", "alcance", "app"}


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module


def files_of(part):
    return [ROOT / part] if part.endswith(".py") else sorted((ROOT / part).rglob("*.py"))


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_imports_run_downwards_only(part):
    files = files_of(part)
    assert files
    for path in files:
        tops = {name.split(".")[0] for name in imports_of(path)}
        assert tops & OURS <= MAY_IMPORT[part], path
        assert not tops & FORBIDDEN.get(part, set()), path


def test_geo_reads_and_writes_nothing():
    for path in files_of("geo"):
        calls = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not calls & {"open", "print", "input", "eval", "exec"}, path


def test_only_the_commands_build_and_fetch_import_the_pipeline():
    # Half of its libraries are its own: a server that imported it would need 30 MB more.
    others = [path for path in files_of("layers") if "pipeline" not in path.parts]
    others += [
        path for part in ("geo", "exports", "dashboard", "shell", "alcance.py", "app.py") for path in files_of(part)
    ]
    assert len(others) > 100
    for path in others:
        if path.relative_to(ROOT).as_posix() != "shell/data.py":
            assert not [name for name in imports_of(path) if name.startswith("layers.pipeline")], path


def test_no_answer_depends_on_the_clock_or_on_chance():
    for path in files_of("geo") + files_of("layers") + files_of("exports"):
        names = {name.split(".")[0] for name in imports_of(path)}
        assert not names & {"time", "datetime", "random", "secrets", "uuid"}, path
