"""The house keeps its order: imports run downwards, and `geo` knows nothing of pages or files."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping, MutableMapping
from functools import cache
from importlib import import_module
from importlib.metadata import packages_distributions
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from layers.cache import Cache, LruCache

ROOT = Path(__file__).resolve().parent.parent

#: The one command that hands over to the pages, and the one module of theirs that hands over to the addresses.
SERVE = "shell/serve.py"
SERVER = "dashboard/server.py"

MAY_IMPORT = {
    "vocabulary": {"vocabulary"},
    "words": {"words", "vocabulary"},
    "layers": {"layers", "words", "vocabulary"},
    "geo": {"geo", "layers", "words", "vocabulary"},
    "exports": {"exports", "geo", "layers", "words", "vocabulary"},
    "dashboard": {"dashboard", "exports", "geo", "layers", "words", "vocabulary"},
    "shell": {"shell", "exports", "geo", "layers", "words", "vocabulary"},
    "addresses": {"addresses", "exports", "geo", "layers", "words", "vocabulary"},
    SERVE: {"dashboard"},
    SERVER: {"addresses", "dashboard", "exports", "layers"},
    "alcance.py": {"shell", "exports", "geo", "layers", "words", "vocabulary"},
    "app.py": {"dashboard", "exports", "geo", "layers", "words", "vocabulary"},
}
FORBIDDEN = {
    "layers": {"streamlit", "folium"},
    "geo": {"streamlit", "folium", "requests", "pooch", "json", "pyogrio", "io"},
    "words": {"streamlit", "folium"},
    "exports": {"streamlit"},
    "addresses": {"streamlit", "folium"},
    "shell": {"streamlit", "folium"},
    "dashboard": {"folium", "branca"},
}
OURS = {"addresses", "layers", "geo", "exports", "dashboard", "shell", "vocabulary", "words", "alcance", "app"}


@cache
def imports_of(path):
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            found.append(node.module)
    return found


def files_of(part):
    return [ROOT / part] if part.endswith(".py") else sorted((ROOT / part).rglob("*.py"))


@pytest.mark.moderate
@pytest.mark.parametrize("part", MAY_IMPORT)
def test_imports_run_downwards_only(part):
    files = [path for path in files_of(part) if part in {SERVE, SERVER} or path not in {ROOT / SERVE, ROOT / SERVER}]
    assert files
    for path in files:
        tops = {name.split(".")[0] for name in imports_of(path)}
        assert tops & OURS <= MAY_IMPORT[part], path
        assert not tops & FORBIDDEN.get(part, set()), path


@pytest.mark.moderate
def test_folium_makes_what_people_take_along_by_its_public_names_alone():
    makers = {"exports/interactive.py", "exports/around.py"}
    for part in MAY_IMPORT:
        for path in files_of(part):
            if path.relative_to(ROOT).as_posix() not in makers:
                assert not {name.split(".")[0] for name in imports_of(path)} & {"folium", "branca"}, path
    for maker in makers:
        source = (ROOT / maker).read_text(encoding="utf-8")
        used = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)]
        assert {name for name in imports_of(ROOT / maker) if "folium" in name} == {"folium"}
        assert not [node.attr for node in used if node.attr.startswith("_") and not node.attr.startswith("__")]


@pytest.mark.moderate
def test_geo_reads_and_writes_nothing():
    for path in files_of("geo"):
        calls = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not calls & {"open", "print", "input", "eval", "exec"}, path


@pytest.mark.parametrize("path", files_of("geo"), ids=lambda path: path.stem)
def test_a_module_of_geo_is_short_and_keeps_no_state(path):
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") < 400
    tops = {name.split(".")[0] for name in imports_of(path)}
    assert "weakref" not in tops
    module = import_module(module_of(path))
    values = {name: value for name, value in vars(module).items() if not name.startswith("__")}
    assert not [name for name, value in values.items() if isinstance(value, Cache | LruCache)]
    cached = [value for value in values.values() if hasattr(value, "cache_info")]
    assert not [value for value in cached if inspect.signature(value).parameters]
    # Tables of constants are not empty: what is empty at import is there to be filled.
    containers = (dict, list, set, MutableMapping)
    assert not [name for name, value in values.items() if isinstance(value, containers) and not value]


@pytest.mark.moderate
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


@pytest.mark.moderate
def test_help_and_criteria_come_without_what_answers_need():
    # A command that only tells its options would take a second for it.
    script = "import alcance, geo, layers.own, shell.commands, sys; geo.Criteria(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True).stdout.split()
    assert b"typer" in loaded
    assert not {b"numpy", b"pandas", b"shapely", b"pyproj", b"scipy", b"streamlit"} & set(loaded)


@pytest.mark.moderate
def test_no_answer_depends_on_the_clock_or_on_chance():
    for path in files_of("geo") + files_of("layers") + files_of("exports"):
        names = {name.split(".")[0] for name in imports_of(path)}
        # How long something better is looked for is all that a clock decides; the answer says where that ended it.
        known = {"time"} if path == ROOT / "geo" / "deadline.py" else set()
        assert not (names & {"time", "random", "secrets", "uuid"}) - known, path
        # The calendar is no clock.
        assert "datetime" not in names or not re.search(r"\.(now|today|utcnow)\(", path.read_text(encoding="utf-8")), (
            path
        )


# --- circles


def module_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def graph_of(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """The modules that each imports anywhere in its text: inside functions and for type checkers too.

    ``from package import name`` means the module of that name where there is one, else the package itself. A test
    imports another file of its folder, or of one above, by the file's bare name.
    """
    graph = {}
    for module, source in sources.items():
        named = set()
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                named |= {(name.name, "") for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                named |= {(node.module, name.name) for name in node.names}
        folders = module.split(".")[:-1] if module.startswith("tests.") else []
        beside = [".".join((*folders[: count + 1], "")) for count in reversed(range(len(folders)))]
        found = set()
        for base, name in named:
            ways = (f"{folder}{inside}" for folder in ("", *beside) for inside in (f"{base}.{name}", base))
            found |= {next((way for way in ways if way in sources), module)}
        graph[module] = found - {module}
    return graph


def circles_of(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Groups of modules each of which imports, in any number of steps, each other of them."""
    names = sorted(graph)
    matrix = csr_array(np.array([[other in graph[name] for other in names] for name in names], dtype="int8"))
    _, labels = connected_components(matrix, connection="strong")
    groups = groupby(sorted(zip(labels, names, strict=True)), key=lambda pair: pair[0])
    return [group for group in ([name for _, name in pairs] for _, pairs in groups) if len(group) > 1]


@cache
def our_graph() -> dict[str, set[str]]:
    folders = [path for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")]
    paths = [*ROOT.glob("*.py"), *(path for folder in folders for path in folder.rglob("*.py"))]
    assert len(paths) > 200
    return graph_of({module_of(path): path.read_text(encoding="utf-8") for path in paths})


@pytest.mark.moderate
def test_no_imports_run_in_a_circle():
    graph = our_graph()
    circles = circles_of(graph)
    told = [f"{name} -> {', '.join(sorted(graph[name] & set(circle)))}" for circle in circles for name in circle]
    assert not circles, "\n".join(told)


@pytest.mark.moderate
def test_no_folders_import_each_other():
    graph = our_graph()
    folders: dict[str, set[str]] = {name.split(".")[0]: set() for name in graph}
    for name, others in graph.items():
        folders[name.split(".")[0]] |= {other.split(".")[0] for other in others}
    assert circles_of(folders) == []


@pytest.mark.parametrize(
    "hidden",
    [
        "import b.two",
        "def f():\n    from b.two import x",
        "def f():\n    from b import two",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from b.two import X",
    ],
)
def test_a_circle_is_found_wherever_the_import_stands(hidden):
    sources = {"a": hidden, "b": "", "b.two": "from c import y", "c": "import a", "d": "import a"}
    assert circles_of(graph_of(sources)) == [["a", "b.two", "c"]]
    assert circles_of(graph_of(sources | {"c": "import json"})) == []


def test_a_test_s_import_by_a_bare_name_is_found():
    sources = {"tests.worlds": "", "tests.conftest": "", "tests.browser.conftest": "import worlds"}
    graph = graph_of(sources | {"tests.browser.test_x": "from conftest import y"})
    assert graph["tests.browser.test_x"] == {"tests.browser.conftest"}
    assert graph["tests.browser.conftest"] == {"tests.worlds"}


@pytest.mark.moderate
def test_tests_benchmarks_and_tools_start_the_server_and_the_browser_in_one_way():
    paths = [path for part in ("benchmarks", "tools", "tests/browser") for path in files_of(part)]
    defined = [
        name
        for path in paths
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        for name in (
            [node.name]
            if isinstance(node, ast.FunctionDef)
            else [target.id for target in node.targets if isinstance(target, ast.Name)]
            if isinstance(node, ast.Assign)
            else []
        )
    ]
    for name in ("start_server", "end_server", "free_port", "FLAGS", "CHROMIUM"):
        assert defined.count(name) == 1, name


#: Libraries that others use where they are installed, as pyproject.toml says, and one that is data alone.
USED_BY_OTHERS = {"duckdb", "tqdm", "uvloop", "django-js-lib-leaflet"}


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["network"], *extras["spark"]]
    return {normal(re.match(r"[\w.-]+", one)[0]) for one in wanted}


@pytest.mark.moderate
def test_every_library_that_is_imported_is_declared_and_every_declared_one_is_needed():
    distributions = packages_distributions()
    known = declared()
    used = set()
    for part in MAY_IMPORT:
        for path in files_of(part):
            for top in {name.split(".")[0] for name in imports_of(path)} - OURS:
                if top not in sys.stdlib_module_names:
                    names = {normal(name) for name in distributions[top]}
                    assert names & known, f"{path} imports {top}, and pyproject.toml does not declare it"
                    used |= names
    assert known - used == USED_BY_OTHERS


@pytest.mark.slow
def test_plain_pytest_finds_the_tests_from_any_folder():
    pytest_itself = Path(sys.executable).with_name("pytest")
    quick = ["test_geodesy.py", "browser/test_what_if.py"]
    # From the tests of the browser, which have a conftest.py of their own, both; from elsewhere, one that needs both.
    for folder, asked in (("tests/browser", quick), ("docs", quick[1:])):
        paths = [ROOT / "tests" / name for name in asked]
        command = [pytest_itself, "--collect-only", "-q", "-p", "no:cacheprovider", *paths]
        ran = subprocess.run(command, cwd=ROOT / folder, capture_output=True, check=False, text=True, timeout=120)
        assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr
        assert [name for name in quick if f"{name}::" in ran.stdout] == asked


@pytest.mark.xdist_group("alone")
def test_who_runs_a_group_of_tests_is_one_worker(request):
    """A group is told to workers by the end of its tests' names."""
    grouped = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@alone") == grouped


def is_there(name):
    """Whether a dotted name of ours is a module, or something in one, fields of data classes included."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        if find_spec_of(parts[:length]):
            found = import_module(".".join(parts[:length]))
            for part in parts[length:]:
                if part in getattr(found, "__annotations__", {}):
                    return True
                found = getattr(found, part, None)
            return found is not None
    return False


def find_spec_of(parts):
    path = ROOT.joinpath(*parts)
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def test_what_a_docstring_points_to_is_there():
    pointed = {
        (path, name)
        for part in MAY_IMPORT
        for path in files_of(part)
        for name in re.findall(r"`(\w+(?:\.\w+)+)`", path.read_text(encoding="utf-8"))
        if name.split(".")[0] in OURS and not (ROOT / name).exists()
    }
    assert len(pointed) > 50
    assert not [(path.name, name) for path, name in sorted(pointed) if not is_there(name)]
