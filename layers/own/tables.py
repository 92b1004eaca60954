"""Tables of our own schema, as `alcance layers` writes them: taken whole, not row by row, and as large as ours."""

from __future__ import annotations

from pathlib import Path

from layers.model import Layers
from layers.own.findings import OwnError, shown_name
from layers.own.kind import FileKind
from layers.own.limits import TABLE_BYTES

_LONGEST_HEADER = 4096


def is_table(path: Path, kind: FileKind) -> bool:
    """Whether a file is a table of our own schema: Parquet with our columns, or CSV whose header has exactly those.

    Examples
    --------
    >>> from layers import DATA
    >>> from layers.own import KINDS
    >>> path = DATA / "municipios" / "returns.parquet"
    >>> is_table(path, KINDS["returns"]), is_table(path, KINDS["settlements"])
    (True, False)
    """
    if kind.put_table is None or not path.is_file():
        return False
    if path.suffix.lower() == ".parquet":
        names = _parquet_columns(path)
        return set(kind.table_needs) <= names <= {*kind.table_needs, *kind.table_more}
    if not kind.ours:
        return False
    with path.open("rb") as file:
        head = file.readline(_LONGEST_HEADER).decode("utf-8-sig", "replace").strip().split(",")
    return len(head) == len(kind.ours) and set(head) == set(kind.ours)


def _parquet_columns(path: Path) -> set[str]:
    """The names of its columns; none where it cannot be read, which its reader says better."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return set(pq.read_schema(path).names)
    except (pa.ArrowException, OSError):
        return set()


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
