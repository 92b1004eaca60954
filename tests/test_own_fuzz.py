"""Broken and hostile files by the thousand: each is taken, with a report of every row, or refused with a message."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
from corpus import make
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon
from test_own import AREA, from_gdal, geojson, packed, small, workbook

from exports.tables import to_csv
from geo import Criteria, find_gaps
from layers import LayerError
from layers.own import KINDS, Answers, OwnError, apply, inspect, read, template

CORPUS = Path(make.__file__).parent
FILES = sorted(path.name for path in CORPUS.iterdir() if path.suffix not in {".py", ".pyc"} and path.is_file())
ANSWERS = Answers(crs="EPSG:4326", year=2020, rate_unit="percent", as_sites=True, swap=True)
SECONDS = 5.0
#: Rounds of 4,000 mutants each beside those that always run: five are the 20,000 that a change of the readers wants.
ROUNDS = int(os.environ.get("ALCANCE_FUZZ_ROUNDS", "0"))

__all__ = ["small"]


def check_message(error: OwnError) -> None:
    said = str(error)
    assert said.startswith(f"{error.name}: ")
    assert "\n" not in said
    assert len(said) < 1500


def swallow(data: bytes, name: str, kind: str, layers) -> str:
    """Read a file as a person does who says yes to everything: what became of it. Only a message may be raised."""
    started = time.process_time()
    try:
        draft = inspect(data, name, kind)
        answers = Answers(**{**vars(ANSWERS), "crs": None}) if draft.crs else ANSWERS
        answers = replace(answers, **{asked.id: asked.choices[0] for asked in draft.questions if asked.choices})
        result = read(draft, draft.mapping, layers, answers)
    except OwnError as error:
        check_message(error)
        return "refused"
    finally:
        assert time.process_time() - started < SECONDS, name
    assert set(draft.table.numbers) <= set(result.outcomes.index)
    assert set(result.outcomes) <= {"taken", "mended", "refused"}
    assert result.counts["refused"] < len(result.outcomes) or kind == "programs"
    to_csv(result.report.drop(columns="parts")).decode("utf-8")
    for parts in result.report["parts"]:
        assert all(isinstance(part, str | int | float | tuple) for part in parts.values())
    try:
        own = apply(result, layers)
    except LayerError:
        return "refused"
    if kind != "municipalities":
        find_gaps(own, Criteria(region=("all",), year=own.years[0], programs=("current",), count_reception=True))
    return "taken"


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_every_file_of_the_corpus_is_taken_or_refused_whatever_it_is_said_to_hold(small, layers, name):
    data = (CORPUS / name).read_bytes()
    for kind in KINDS:
        swallow(data, name, kind, small)
    swallow(data, name, "programs", layers)


def test_the_corpus_is_what_its_script_makes():
    made = make.files()
    assert sorted(made) == FILES
    # Compressed and database files carry their libraries' versions.
    texts = [name for name in FILES if name.endswith((".csv", ".json"))]
    assert texts
    assert [name for name in texts if (CORPUS / name).read_bytes() != made[name]] == []
    assert sum((CORPUS / name).stat().st_size for name in FILES) < 300_000


@pytest.mark.moderate
def test_what_a_person_could_mean_is_taken_and_what_nobody_could_is_refused(small):
    """The corpus is no list of refusals: who refuses everything is safe too."""
    expected = {
        "old-mac.csv": "taken",
        "hostile-name.json": "taken",
        "bow-tie.json": "taken",
        "open-ring.json": "taken",
        "no-crs.zip": "taken",
        "open-ring.zip": "taken",
        "bomb.xlsx": "refused",
        "laughs.xlsx": "refused",
        "view.gpkg": "refused",
        "star.json": "refused",
        "mixed.csv": "refused",
    }
    kinds = {".zip": "catchments", ".csv": "programs"}
    found = {
        name: swallow((CORPUS / name).read_bytes(), name, kinds.get(Path(name).suffix, "programs"), small)
        for name in expected
        if name != "old-mac.csv"
    }
    assert found | {"old-mac.csv": "taken"} == expected


def seeds() -> list[tuple[str, bytes]]:
    """Good files: each kind in each format that it may come in."""
    found = [
        (kind, template(kind, form)) for kind in ("programs", "returns", "settlements") for form in ("csv", "xlsx")
    ]
    found = [(kind, data.replace(b"20067", b"01001").replace(b"-96.7236", b"-96.5")) for kind, data in found]
    square = gpd.GeoDataFrame({"site_id": ["casa-1"], "name": ["Ñandú"], "geometry": [AREA]}, crs="EPSG:6372")
    found += [
        ("catchments", from_gdal(square.set_crs("EPSG:4326", allow_override=True), end)) for end in (".gpkg", ".shp")
    ]
    shapes = [(AREA, {"site_id": "casa-1", "since": 2014}), (Polygon(AREA.exterior.coords[::-1]), {"name": "Casa Dos"})]
    found += [("catchments", geojson(*shapes)), ("programs", geojson((AREA, {"site_id": "b", "name_es": "B"})))]
    towns = [(AREA, {"code": "01", "name": "A", "state": "B"}), (AREA, {"code": "1", "name": "C", "state": "B"})]
    found.append(("municipalities", geojson(*towns)))
    rows = (["cvegeo", "return_rate", "year"], ["01001", 1.5, 2020], [2001, "2,5", "2020-01-01"], [None, "x", True])
    return [*found, ("returns", workbook(*rows))]


SEEDS = seeds()
TRAPS = [
    *(b"\0", b"\xff", b"\xc3", b'"', b"'", b"\n", b"\r", b",", b";", b"\t", b"|", b"{", b"}", b"[", b"]", b"="),
    *(b"-", b"%", b"NaN", b"null", b"1e999", b"-1", b"1,5", b"1.234", b"\xef\xbb\xbf", b"\xff\xfe", b"PK\x03\x04"),
    *(b"SQLite format 3\0", b"<!DOCTYPE", b"</script>", "\u202e".encode(), b"\\ud800", b"0" * 400, b"[" * 50),
    *(b"coordinates", b"type", b"crs"),
]  # fmt: skip


@st.composite
def broken(draw) -> tuple[str, str, bytes]:
    """A good file with a few of its bytes changed, cut, repeated or replaced; of packed files, inside an entry."""
    kind, data = draw(st.sampled_from(SEEDS))
    inside = data.startswith(b"PK") and draw(st.booleans())
    entries: dict[str, bytes] = {}
    entry = ""
    if inside:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            entries = {name: file.read(name) for name in file.namelist()}
        entry = draw(st.sampled_from(sorted(entries)))
        data = entries[entry]
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 40))
        change = draw(st.sampled_from(["trap", "cut", "drop", "repeat", "bytes"]))
        if change == "trap":
            data = data[:place] + draw(st.sampled_from(TRAPS)) + data[place + draw(st.integers(0, 3)) :]
        elif change == "cut":
            data = data[:place]
        elif change == "drop":
            data = data[:place] + data[place + length :]
        elif change == "repeat":
            data = data[:place] + data[place : place + length] * draw(st.integers(2, 30)) + data[place:]
        else:
            data = data[:place] + draw(st.binary(max_size=8)) + data[place + length :]
    if inside:
        data = packed(entries | {entry: data})
    return draw(st.sampled_from([kind, kind, kind, *KINDS])), "x", data


@pytest.mark.slow
@settings(max_examples=400, suppress_health_check=list(HealthCheck))
@given(file=broken())
def test_a_good_file_that_is_broken_somewhere_is_taken_or_refused(small, file):
    kind, name, data = file
    swallow(data, name, kind, small)


CELL = st.one_of(
    st.sampled_from(
        ["", "01001", "1001", "MX01001", "San José", "Rio Hondo", "-96.5", "17", "2020", "legal_assistance", "any", "*"]
    ),
    st.sampled_from(
        ["1,5", "1.234", "1e400", "=1+1", "<b>", "\u202e", "`", "a;b", "NaN", "2020-01-01", "casa-1", "0", "-0"]
    ),
    st.text(max_size=12),
    st.floats(),
    st.integers(),
)


@pytest.mark.slow
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(
    kind=st.sampled_from(["programs", "returns", "settlements"]),
    rows=st.lists(st.lists(CELL, max_size=12), min_size=1, max_size=6),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1", "windows-1252"]),
)
def test_any_cells_at_all_are_taken_or_refused(small, kind, rows, encoding):
    import csv

    fields = [field.id for field in KINDS[kind].fields]
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(fields[:12])
    table.writerows(rows)
    swallow(written.getvalue().encode(encoding, "replace"), "x.csv", kind, small)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "name", "site_id"]), inner)
    ),
    max_leaves=12,
)


@pytest.mark.slow
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(
    kind=st.sampled_from(sorted(KINDS)),
    features=st.lists(
        JSON
        | st.fixed_dictionaries(
            {
                "type": st.just("Feature"),
                "properties": st.dictionaries(st.sampled_from(sorted(KINDS["programs"].by_id)), JSON) | JSON,
            },
            optional={
                "geometry": JSON
                | st.fixed_dictionaries({"type": st.sampled_from(["Point", "Polygon"]), "coordinates": JSON})
            },
        ),
        max_size=4,
    ),
    members=st.dictionaries(st.sampled_from(["edition", "views", "crs", "country"]), JSON, max_size=2),
)
def test_any_geojson_at_all_is_taken_or_refused(small, kind, features, members):
    document = {"type": "FeatureCollection", **members, "features": features}
    swallow(json.dumps(document).encode(), "x.json", kind, small)


CASES = CORPUS.parent / "cases" / "own-data"
#: What is mutated: our small files of every layout, the corpus, the good files above. Large ones take long each.
MUTATED = [
    *(path.read_bytes() for folder in (CASES, CORPUS) for path in sorted(folder.iterdir()) if path.is_file()),
    *(data for _, data in SEEDS),
]
MUTATED = [data for data in MUTATED if len(data) < 60_000]
ENCODINGS = ("utf-8-sig", "utf-16", "utf-32", "latin-1", "cp1252", "cp850", "mac-roman")


def mutate(data: bytes, chance: random.Random) -> bytes:
    """A file with bytes flipped, cut, its lines shuffled or repeated, its columns in another order, or written anew."""
    change = chance.choice(["flip", "cut", "trap", "shuffle", "repeat", "columns", "encoding", "join"])
    place = chance.randrange(len(data) + 1)
    if change == "flip":
        flipped = bytearray(data)
        for _ in range(chance.randint(1, 8)):
            flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        return bytes(flipped)
    if change == "cut":
        return data[:place] if chance.random() < 0.5 else data[place:]
    if change == "trap":
        return data[:place] + chance.choice(TRAPS) + data[place:]
    if change == "join":
        return data[:place] + chance.choice(MUTATED)[place:]
    if change == "encoding":
        return data.decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace")
    lines = data.split(b"\n")
    if change == "shuffle":
        chance.shuffle(lines)
    elif change == "repeat":
        lines = [line for line in lines for _ in range(chance.choice((1, 1, 2, 5)))]
    else:
        order = chance.random()
        lines = [b",".join(sorted(line.split(b","), key=lambda cell: hash((order, len(cell))))) for line in lines]
    return b"\n".join(lines)


def mutants(count: int, seed: int):
    """So many files, the same for the same seed; of packed ones half are mutated inside."""
    chance = random.Random(seed)
    for _ in range(count):
        data = chance.choice(MUTATED)
        entry, entries = "", {}
        if data.startswith(b"PK") and chance.random() < 0.5:
            try:
                with zipfile.ZipFile(io.BytesIO(data)) as file:
                    sizes = {entry.filename: entry.file_size for entry in file.infolist()}
                    entries = {name: file.read(name) for name, size in sizes.items() if size < 10**6}
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
                entries = {}
        if entries:
            entry = chance.choice(sorted(entries))
        data = entries.get(entry, data)
        for _ in range(chance.choice((1, 1, 2, 4))):
            data = mutate(data, chance) if data else data
        yield chance.choice(sorted(KINDS)), packed(entries | {entry: data}) if entries else data


@pytest.mark.moderate
@pytest.mark.parametrize(
    ("count", "seed"),
    [(200, 0), *((4_000, 1 + seed) for seed in range(ROUNDS))],
)
def test_mutants_of_every_layout_are_taken_or_refused(layers, count, seed):
    became = {"taken": 0, "refused": 0}
    for kind, data in mutants(count, seed):
        became[swallow(data, "x", kind, layers)] += 1
    print(f"{count} mutants: {became}")  # noqa: T201 the count goes into the note
    assert sum(became.values()) == count
    assert min(became.values()) > 0


LARGE = {
    "a bomb of zeros": "make.packed({'xl/workbook.xml': b'', 'xl/a.xml': bytes(60_000_000)})",
    "a workbook of a million cells": (
        "make.sheet('<sheetData>' + ''.join('<row>' + ''.join(f'<c><v>{row * place % 9973}</v></c>'"
        " for place in range(150)) + '</row>' for row in range(6600)) + '</sheetData>')"
    ),
    "lists of nothing": "b'{\"type\":\"FeatureCollection\",\"features\":[' + b'[],' * 3_300_000 + b'[]]}'",
    "a cell of ten megabytes": "b'name_es\\n\"' + b'x' * 10_000_000 + b'\"\\n'",
    "a million quotes": "b'name_es,lon\\n' + b'\",\"' * 3_000_000",
    "a polygon of many corners": (
        "make.collection(make.feature(make.ring(*[(-96.5 + i % 7 / 100, 17 + i % 11 / 100) for i in range(99_000)])))"
    ),
    "fifty thousand settlements": (
        "b'cvegeo,lon,lat,population,dwellings,name\\n' + b'20067,-96.7,17.06,1000,200,Uno\\n' * 50_000"
    ),
    "fifty thousand unknown names": (
        "b'municipio,return_rate,year\\n' + b''.join(b'Xan Jose %d,9,2020\\n' % i for i in range(50_000))"
    ),
}
ALONE = """
import re, time
from pathlib import Path
from tests.corpus import make
from layers import load
from layers.own import KINDS, Answers, OwnError, inspect, read
layers = load()
data = {made}
slowest = 0.0
for kind in {kinds}:
    started = time.process_time()
    try:
        draft = inspect(data[:10_485_760], "x", kind)
        read(draft, draft.mapping, layers, Answers(year=2020, rate_unit="percent"))
    except OwnError:
        pass
    slowest = max(slowest, time.process_time() - started)
# Not getrusage: that starts from the memory of the process that this one was forked from.
print(slowest, int(re.search("VmHWM:\\s+([0-9]+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


KINDS_OF = {
    "a polygon of many corners": ("catchments",),
    "fifty thousand settlements": ("settlements",),
    "fifty thousand unknown names": ("returns",),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_a_file_that_wants_much_takes_little(name):
    made = LARGE[name]
    script = ALONE.replace("{made}", made).replace("{kinds}", repr(KINDS_OF.get(name, ("programs",))))
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=CORPUS.parent.parent, capture_output=True, check=False, timeout=120
    )
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]
    seconds, megabytes = map(float, ran.stdout.split())
    assert megabytes < 1000
    assert seconds < 2 * SECONDS  # of the processor: other tests run beside this one
