"""Where the expressions run: DuckDB in this process, Spark on a cluster, or any other database that Ibis knows."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from layers.errors import LayerError

DUCKDB, SPARK = "duckdb", "spark"

#: DuckDB writes to disk what does not fit.
_MEMORY = "3GB"
_LOCAL_PIECES = 4

#: Schemes of the addresses of databases that are a file.
_FILES = {"duckdb", "sqlite"}

#: What stands in such an address for a database in memory.
_NO_FILES = {".", ":memory:"}


def connect(engine: str = DUCKDB, *, master: str | None = None, url: str | None = None) -> Any:
    """An Ibis connection.

    Parameters
    ----------
    engine : duckdb or spark
        DuckDB runs in this process; Spark needs the extra ``spark`` and Java.
    master : str, optional
        Spark's master, ``local[*]`` if not given.
    url : str, optional
        A database that Ibis connects to, in place of an engine: ``postgres://...``, ``trino://...``.

    Raises
    ------
    LayerError
        Where the engine is unknown, not installed, or does not start.

    Examples
    --------
    >>> connect().name
    'duckdb'
    """
    import ibis

    if url is not None:
        try:
            return ibis.connect(_of_what_is_there(url))
        except Exception as error:  # each backend has errors of its own kind
            raise LayerError.at(
                "--connection", found=str(error), expected="a database that Ibis connects to"
            ) from error
    if engine == DUCKDB:
        connection = ibis.duckdb.connect(memory_limit=_MEMORY)
        # How far a query is can be asked, and is not printed over what we print.
        connection.con.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
        return connection
    if engine == SPARK:
        return _connect_spark(master or "local[*]")
    raise LayerError.at("--engine", found=engine, expected=f"{DUCKDB} or {SPARK}")


def _of_what_is_there(url: str) -> str:
    """The address itself; a database that is a file has to be one already: some engines would make it.

    Raises
    ------
    FileNotFoundError
        Where it is none.
    """
    parts = urlsplit(url)
    path = Path(parts.netloc, parts.path.removeprefix("/") if parts.netloc else parts.path)
    if parts.scheme in _FILES and str(path) not in _NO_FILES and not path.is_file():
        raise FileNotFoundError(f"no such file: {path}")
    return url


def table_of(connection: Any, name: str) -> Any:
    """A table of a database by its name.

    Raises
    ------
    LayerError
        Where the database has none of that name, or cannot be asked.

    Examples
    --------
    >>> there = connect()
    >>> _ = there.raw_sql("CREATE TABLE persons AS SELECT 3 AS sex")
    >>> table_of(there, "persons").columns
    ('sex',)
    """
    try:
        return connection.table(name)
    except Exception as error:  # each backend has errors of its own kind
        raise LayerError.at(
            "--persons", found=name, expected=f"a table of --connection ({type(error).__name__}: {error})"
        ) from error


def _connect_spark(master: str) -> Any:
    import ibis

    expected = "Spark: install alcance[spark], and Java 17 or later"
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise LayerError.at("--engine spark", found=str(error), expected=expected) from error
    builder = SparkSession.builder.appName("alcance").master(master)
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        # A row cut short is seen only by a reader that looks at whole rows.
        "spark.sql.csv.parser.columnPruning.enabled": "false",
    }
    if master.startswith("local"):
        # Spark's 200 pieces are a cluster's; on one machine they are all waiting.
        settings["spark.sql.shuffle.partitions"] = str(_LOCAL_PIECES)
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        return ibis.pyspark.connect(builder.getOrCreate())
    except (PySparkException, OSError, RuntimeError) as error:
        raise LayerError.at("--engine spark", found=str(error), expected=expected) from error
