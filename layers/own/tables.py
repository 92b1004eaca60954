"""Tables of our own schema, as `alcance layers` writes them: taken whole, not row by row, and as large as ours."""

from __future__ import annotations

from pathlib import Path

from layers.model import Layers
from layers.own.findings import OwnError, shown_name
from layers.own.kind import FileKind
from layers.own.limits import TABLE_BYTES

_LONGEST_HEADER = 4096


def is_table(path: Path, kind: FileKind) -> bool:
    """Whether a file is a table of our own schema: Parquet, or CSV whose header has exactly our columns.

    Examples
    --------
    >>> from layers.own import KINDS
    >>> is_table(Path("mine.parquet"), KINDS["returns"]), is_table(Path("mine.parquet"), KINDS["programs"])
    (True, False)
    """
    if kind.put_table is None or path.suffix.lower() == ".parquet":
        return kind.put_table is not None
    if not kind.ours or not path.is_file():
        return False
    with path.open("rb") as file:
        names = file.readline(_LONGEST_HEADER).decode("utf-8-sig", "replace").strip().split(",")
    return len(names) == len(kind.ours) and set(names) == set(kind.ours)


def put_table(path: Path, kind: FileKind, layers: Layers) -> Layers:
    """The layers with such a table in its place.

    Raises
    ------
    LayerError
        Where it is too large, or not as the schema says.

    Examples
    --------
    >>> from layers import DATA
    >>> from layers.own import KINDS
    >>> put_table(DATA / "municipios" / "returns.parquet", KINDS["returns"], layers).own_years
    (2010, 2020)
    """
    assert kind.put_table is not None
    size = path.stat().st_size if path.is_file() else 0
    if size > TABLE_BYTES:
        raise OwnError.of(shown_name(path.name), "too_large", found=size, most=TABLE_BYTES)
    return kind.put_table(layers, path)
