"""Opening a person file as INEGI gives it, without loading it: CSV, CSV in a zip, Parquet."""

from __future__ import annotations

import csv
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from layers.errors import LayerError
from layers.microdata.surveys import Survey

#: Called with what is being done and how far it is, 0-1, or None where that is not known.
Report = Callable[[str, float | None], None]

_HEAD = 1 << 20
#: Characters of a column's name: more is no name, but a file without line ends or of another kind.
_NAME = 1_000
_BLOCK = 1 << 22
_DELIMITERS = ",;|\t"
_DEFLATE64 = 9
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ENCRYPTED = 0x1

#: What the name of a person file has in it, in every survey.
_PERSONS = "persona"


def silent(step: str, share: float | None) -> None:
    """Report nothing.

    Examples
    --------
    >>> silent("reading persons", 0.5)
    """


@contextmanager
def open_persons(path: Path, survey: Survey, connection: Any, *, report: Report = silent) -> Iterator[Any]:
    """The person file as a table of the connection, with the columns of the survey; nothing is loaded yet.

    Parameters
    ----------
    path : Path
        CSV (UTF-8 or Latin-1, with or without a byte order mark), a zip that holds it, or Parquet; or a folder of such
        CSV or Parquet files, all with the same header: one a state, say.
    survey : Survey
        Its columns must all be there; capitals do not matter.
    connection : ibis backend
        From `layers.microdata.engines.connect`.
    report : callable
        Told how far the unpacking of a zip is.

    Yields
    ------
    ibis Table
        A column for each of ``survey.columns``, under our names, as the file has them. A zip is unpacked into a
        folder that is gone afterwards.

    Raises
    ------
    LayerError
        Where the file is missing, empty, of another format, lacks a column, or cannot be unpacked.
    """
    if not path.exists():
        raise LayerError.at(path.name, found="no such file", expected=f"the person file of {survey.title}")
    if path.is_file() and path.stat().st_size == 0:
        raise LayerError.at(path.name, found="an empty file", expected=f"the person file of {survey.title}")
    with TemporaryDirectory(prefix="alcance-") as folder:
        if path.is_file() and _starts(path, b"PK"):
            path = _unpack(path, Path(folder), report)
        parts = _parts(path) if path.is_dir() else [path]
        if _starts(parts[0], b"PAR1") or parts[0].suffix.lower() == ".parquet":
            table = _open_parquet(parts, survey, connection)
        else:
            table = _open_csv(parts, survey, connection)
        yield table


def person_table(table: Any, survey: Survey, *, file: str) -> Any:
    """A table with the survey's columns as one with our names for them.

    Raises
    ------
    LayerError
        Naming each column that is not there.
    """
    names = _columns(list(table.columns), survey, file)
    return table.select(**{ours: table[theirs] for ours, theirs in names.items()})


def _columns(header: list[str], survey: Survey, file: str) -> dict[str, str]:
    there = {name.strip().upper(): name for name in header}
    missing = [name for name in survey.columns.values() if name not in there]
    if missing:
        raise LayerError.at(
            file,
            column=", ".join(missing),
            found=header,
            expected=f"this column, as the person file of {survey.title} has it: another survey, or not its persons?",
        )
    return {ours: there[theirs] for ours, theirs in survey.columns.items()}


def _parts(folder: Path) -> list[Path]:
    """The person files of a folder, Parquet before CSV; not those of dwellings and migrants beside them."""
    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in (".parquet", ".csv", ".zip"))
    parquet = [file for file in files if file.suffix.lower() == ".parquet"]
    named = [file for file in parquet if _PERSONS in file.name.lower()]
    persons = [file for file in files if file.suffix.lower() == ".csv" and _PERSONS in file.name.lower()]
    if not (parquet or persons):
        raise LayerError.at(
            folder.name,
            found=[file.name for file in files][:20],
            expected="the person files as CSV (personas*.csv), unpacked, or Parquet files",
        )
    return named or parquet or persons


def _open_parquet(paths: list[Path], survey: Survey, connection: Any) -> Any:
    import ibis
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables, rows = [], 0
    for path in paths:
        try:
            rows += pq.read_metadata(path).num_rows
            table = connection.read_parquet(str(path))
        except (pa.ArrowException, OSError) as error:
            expected = "a whole Parquet file; is it truncated?"
            raise LayerError.at(path.name, found=str(error), expected=expected) from error
        tables.append(person_table(table, survey, file=path.name))
    if not rows:
        raise LayerError.at(paths[0].name, found="no rows", expected=f"the persons of {survey.title}")
    return ibis.union(*tables) if len(tables) > 1 else tables[0]


def _open_csv(paths: list[Path], survey: Survey, connection: Any) -> Any:
    named, delimiter = _read_header(paths[0])
    _columns(named, survey, paths[0].name)
    header = _once(named, survey, paths[0].name)
    for path in paths[1:]:
        other = _read_header(path)
        if other != (named, delimiter):
            raise LayerError.at(path.name, found=other[0], expected=f"the columns of {paths[0].name}, in its order")
    files = [str(path) for path in paths]
    if connection.name == "pyspark":
        table = connection.read_csv(
            files,
            schema=", ".join(f"`{name}` string" for name in header),
            inferSchema=False,
            header=True,
            sep=delimiter,
            mode="FAILFAST",
            # Codes are ASCII: what the other columns are written in does not matter.
            encoding="ISO-8859-1",
        )
    else:
        table = connection.read_csv(
            files,
            columns=dict.fromkeys(header, "VARCHAR"),
            header=True,
            auto_detect=False,
            delim=delimiter,
            quote='"',
            escape='"',
        )
    return person_table(table, survey, file=paths[0].name)


def _once(names: list[str], survey: Survey, file: str) -> list[str]:
    """Column names, each once whatever its capitals: those that nobody asks for are called by their place."""
    wanted = {name.upper() for name in survey.columns.values()}
    found: dict[str, str] = {}
    for place, name in enumerate(names, start=1):
        if name.upper() in found and name.upper() in wanted:
            raise LayerError.at(file, column=name, found="this column twice", expected="each column once")
        own = name if name and name.upper() not in found else f"{name or 'column'} {place}"
        while own.upper() in found:
            own += "_"
        found[own.upper()] = own
    return list(found.values())


def _read_header(path: Path) -> tuple[list[str], str]:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_UTF16):
        raise LayerError.at(path.name, found="UTF-16", expected="CSV in UTF-8 or Latin-1: save it again as one of them")
    if b"\0" in head:
        raise LayerError.at(path.name, found="bytes that are no text", expected="CSV, a zip of it, or Parquet")
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("latin-1").strip("\r\n")
    if "\r" in line:
        expected = "line ends of Windows or Unix: open it in a spreadsheet and save it as CSV again"
        raise LayerError.at(path.name, found="line ends of an old Mac", expected=expected)
    if re.fullmatch(r"sep=.", line, flags=re.IGNORECASE):
        raise LayerError.at(path.name, found=line, expected="the names of the columns: take the first line out")
    delimiter = max(_DELIMITERS, key=line.count)
    longest = max(map(len, line.split(delimiter)))
    if longest > _NAME:
        found = f"a name of {longest} characters"
        raise LayerError.at(path.name, found=found, expected=f"names of columns, of {_NAME} at most")
    try:
        names = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error as error:
        raise LayerError.at(path.name, found=str(error), expected="the names of the columns") from error
    if b"\n" not in head.rstrip(b"\r\n"):
        raise LayerError.at(path.name, found="a header and no rows" if names else "no header", expected="persons")
    return [name.strip() for name in names], delimiter


def _starts(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def _unpack(path: Path, folder: Path, report: Report) -> Path:
    expected = "a whole zip file; is it truncated? Fetch it again"
    try:
        with zipfile.ZipFile(path) as archive:
            member = _member(archive, path)
            target = folder / Path(member.filename).name
            with archive.open(member) as source, target.open("wb") as sink:
                done = 0
                while block := source.read(_BLOCK):
                    sink.write(block)
                    done += len(block)
                    report(f"unpacking {target.name}", done / max(1, member.file_size))
    except (zipfile.BadZipFile, EOFError, zlib.error) as error:
        raise LayerError.at(path.name, found=str(error) or "an end before the end", expected=expected) from error
    return target


def _member(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    files = [entry for entry in archive.infolist() if Path(entry.filename).suffix.lower() in (".csv", ".parquet")]
    persons = [entry for entry in files if _PERSONS in Path(entry.filename).name.lower()] or files
    if len(persons) != 1:
        raise LayerError.at(
            path.name,
            found=[entry.filename for entry in archive.infolist()][:20],
            expected="one person file (*persona*.csv); unpack the zip and give the file itself, or the folder",
        )
    member = persons[0]
    if member.compress_type == _DEFLATE64:
        raise LayerError.at(
            path.name,
            row=member.filename,
            found="compression Deflate64, which Python does not read",
            expected=f"unpack it first (7-Zip, `unzip {path.name}`, the file manager) and give --persons the CSV",
        )
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        raise LayerError.at(
            path.name, row=member.filename, found=f"compression method {member.compress_type}", expected="Deflate"
        )
    if member.flag_bits & _ENCRYPTED:
        raise LayerError.at(path.name, row=member.filename, found="a password", expected="a zip without one")
    return member
