"""The build: raw folder in, the embedded tables out, all of them or none."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from layers import basemap as basemap_layer
from layers import components as components_layer
from layers import municipios as municipios_layer
from layers import neighbours as neighbours_layer
from layers import parents as parents_layer
from layers import provenance
from layers import residence as residence_layer
from layers import returns as returns_layer
from layers import settlements as settlements_layer
from layers.eic2025 import Estimates, read_estimates
from layers.errors import LayerError
from layers.folders import put_in_place
from layers.model import DATA
from layers.pipeline import conapo, marco, sources
from layers.pipeline.basemap import make_basemap
from layers.pipeline.catalogue_inegi import read_municipal_catalogue
from layers.pipeline.components import make_components
from layers.pipeline.datapackage import BuiltFile, package, resource
from layers.pipeline.display import make_display
from layers.pipeline.iter2020 import read_iter
from layers.pipeline.municipios import make_municipios
from layers.pipeline.parents import find_parents
from layers.pipeline.programs import make_programs
from layers.pipeline.residence import read_state_residence
from layers.pipeline.settlements import make_settlements
from layers.pipeline.tables import BASEMAP, TABLES
from layers.program_file import read_programs
from layers.programs import FILE as PROGRAMS_FILE

_STATE_DIGITS, _KEY_DIGITS = 2, 5
_MOST_REPEATED = 0.25


def build(raw: Path, out: Path, *, report: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """Read the official files and write the embedded tables.

    Everything is written beside ``out`` first and takes its place at the end: a build that fails or is killed
    leaves the old tables whole.

    Parameters
    ----------
    raw : Path
        Folder with the raw files (`layers.pipeline.sources`), in any subfolder.
    out : Path
        The data folder.
    report
        Told each step before it starts.

    Returns
    -------
    dict
        The data package.

    Raises
    ------
    LayerError
        Where a raw file is missing or not as expected.
    """
    if not raw.is_dir():
        raise LayerError.at(str(raw), found="no such folder", expected="the folder with the raw files")
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        document = _write_tables(raw, work, report)
        report("putting the new tables in place")
        work.chmod(0o755)
        put_in_place(work, out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return document


def _write_tables(raw: Path, work: Path, report: Callable[[str], None]) -> dict[str, Any]:
    (work / "municipios").mkdir()
    used: dict[str, list[Path]] = {}

    def take(source: sources.Source) -> Path:
        path = source.require(raw)
        used[source.id] = [path]
        return path

    def national(read: Callable[[Path], pd.DataFrame], source: sources.Source, digits: int = 5) -> pd.DataFrame:
        path = take(source)
        return _check_whole(read(path), catalogue, path.name, digits=digits)

    report("boundaries: reading and closing gaps between neighbours")
    boundaries = marco.read_boundaries(take(sources.BOUNDARIES))
    take(sources.CROSSWALK)
    report("localities: the ITER of the census of 2020")
    catalogue = read_municipal_catalogue(take(sources.MUNICIPAL_CATALOGUE))
    used[sources.ITER_2020.id] = sources.find_iter(raw)
    census = read_iter(used[sources.ITER_2020.id])
    _check_whole(census.localities, catalogue, sources.ITER_2020.title, digits=_KEY_DIGITS)
    report("municipalities: catalogue, seats, marginalisation")
    marginalisation_2010 = national(conapo.read_marginalisation_2010, sources.MARGINALISATION_2010, _STATE_DIGITS)
    municipios = make_municipios(
        catalogue,
        boundaries,
        census,
        national(conapo.read_marginalisation_2020, sources.MARGINALISATION_2020),
        marginalisation_2010,
    )
    settlements = make_settlements(census.localities, catalogue)
    report("returns: 2010 and 2020")
    returns, returns_table = _returns(raw, national)
    report("municipalities created after 2010: their parents")
    neighbours = neighbours_layer.find_neighbours(boundaries)
    parents = find_parents(neighbours, marginalisation_2010, catalogue)
    report("programs: sites at their localities")
    programs = make_programs(census.localities)

    report("writing and checking the tables")
    tables = {
        municipios_layer.FILE: municipios,
        settlements_layer.FILE: settlements,
        returns_layer.FILE: returns,
        neighbours_layer.FILE: neighbours,
    }
    for path, table in tables.items():
        _write_parquet(table, work / path)
    _write_text(work / PROGRAMS_FILE, json.dumps(programs, ensure_ascii=False, indent=1) + "\n")
    small = {
        parents_layer.FILE: parents,
        components_layer.FILE: make_components(),
        residence_layer.FILE: read_state_residence(take(sources.RESIDENCE_2025)),
    }
    for path, table in small.items():
        _write_text(work / path, table.to_csv(index=False, lineterminator="\n"))
    _check_tables(work)
    report("writing boundaries and the display geometry")
    _write_boundaries(boundaries, work / municipios_layer.BOUNDARIES_FILE)
    (work / municipios_layer.DISPLAY_FILE).write_bytes(make_display(boundaries))

    around = _basemap(raw, work, boundaries, report)
    document = package([around, *(resource(work, table, used) for table in (*TABLES, returns_table))])
    _write_text(work / provenance.FILE, json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    return document


def _basemap(raw: Path, work: Path, boundaries: gpd.GeoDataFrame, report: Callable[[str], None]) -> dict[str, Any]:
    """Write what the map draws around the country; the embedded file again where its source is not there."""
    file = work / basemap_layer.FILE
    file.parent.mkdir()
    path = sources.COUNTRIES.find(raw)
    if path is not None:
        report("the map's ground: neighbouring countries, places of names")
        file.write_bytes(make_basemap(path, boundaries))
        return resource(work, BASEMAP, {sources.COUNTRIES.id: [path]})
    report(f"the map's ground: no {sources.COUNTRIES.names[0]}, so the embedded file stays")
    entry = provenance.read_provenance(DATA / provenance.FILE).resource(basemap_layer.FILE)
    if entry is None:
        sources.COUNTRIES.require(raw)
    shutil.copyfile(DATA / basemap_layer.FILE, file)
    return dict(entry or {})


def _returns(raw: Path, national: Callable[..., pd.DataFrame]) -> tuple[pd.DataFrame, BuiltFile]:
    """Return figures of all years, and what is told of them: 2025 where its file is there."""
    tables = [
        national(conapo.read_returns_2010, sources.RETURNS_2010, _STATE_DIGITS),
        national(conapo.read_returns_2020, sources.RETURNS_2020),
    ]
    wanted = [sources.RETURNS_2010, sources.RETURNS_2020]
    done = "Keys padded, names mended; figures as published. A municipality missing in a year has no row."
    if sources.ESTIMATES_2025.find(raw) is not None:
        found: list[Estimates] = []

        def read(path: Path) -> pd.DataFrame:
            found.append(read_estimates(path))
            return found[0].frame

        tables.append(national(read, sources.ESTIMATES_2025))
        wanted.append(sources.ESTIMATES_2025)
        done += f" 2025: people of 5 and older, not dwellings; intervals of 90 %. {found[0].done}"
    returns = pd.concat(tables, ignore_index=True).drop(columns="name")
    told = BuiltFile(
        returns_layer.FILE,
        name="returns",
        title="Return migrants",
        done=done,
        sources=tuple(wanted),
        columns=tuple(returns.columns),
    )
    return returns, told


def _check_tables(work: Path) -> None:
    # Loading trusts a table whose bytes are the declared ones, so nothing unchecked may be declared.
    municipios_layer.read_municipios(work / municipios_layer.FILE)
    settlements_layer.read_settlements(work / settlements_layer.FILE)
    returns_layer.read_returns(work / returns_layer.FILE)
    neighbours_layer.read_neighbours(work / neighbours_layer.FILE)
    parents_layer.read_parents(work / parents_layer.FILE)
    read_programs(work / PROGRAMS_FILE)
    components_layer.read_components(work / components_layer.FILE)
    residence_layer.read_residence(work / residence_layer.FILE)


def _check_whole(frame: pd.DataFrame, catalogue: pd.DataFrame, file: str, *, digits: int) -> pd.DataFrame:
    # A text file that was cut off between two rows reads well: only what it leaves out gives it away.
    missing = sorted(set(catalogue["cvegeo"].str[:digits]) - set(frame["cvegeo"].str[:digits]))
    if missing:
        unit = "states" if digits == _STATE_DIGITS else "municipalities"
        found = f"nothing of {len(missing)} {unit}, {missing[0]} first"
        raise LayerError.at(file, found=found, expected=f"the whole country: all {unit}")
    return frame


def _write_parquet(frame: pd.DataFrame, path: Path) -> None:
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    # A dictionary of values that are nearly all different is no shorter, and takes memory to read.
    repeated = [name for name in table.column_names if len(table[name].unique()) < _MOST_REPEATED * len(table)]
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=repeated,  # type: ignore[arg-type]  # names of columns are as good as a yes or no
    )


def _write_boundaries(frame: gpd.GeoDataFrame, path: Path) -> None:
    frame.to_parquet(path, compression="zstd", compression_level=19, index=False)


def _write_text(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
