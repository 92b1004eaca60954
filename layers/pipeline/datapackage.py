"""The Frictionless data package: every embedded file with its columns, sources, licences and hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Any

from layers.pipeline.sources import Source, sha256
from vocabulary.columns import column_of
from words.text import Text

#: The Frictionless type of a column's type.
_TYPES = {
    "text": "string",
    "key": "string",
    "flag": "boolean",
    "number": "number",
    "whole": "integer",
    "geometry": "any",
}

#: Under which names the meanings of a table's columns stand in `words`, the first that has them: its own first,
#: ``note`` last.
_NOTES = {"settlements": "settlements.note", "returns": "own.means.returns"}

_ENGLISH = Text("en")


@dataclass(frozen=True)
class BuiltFile:
    """What is told of one file that the build writes.

    Attributes
    ----------
    path
        The file, inside the data folder.
    name, title, done
        Short name, title, and what was done to the sources.
    sources
        The official files it was made from.
    more_sources
        Others (the brief, pages the catalogue cites); a ``file`` that is a path is told by its name and SHA-256.
    licence
        Name and address, where the sources do not say it.
    columns
        Names of the file's columns, in its order; none where it is no table.
    """

    path: str
    _: KW_ONLY
    name: str
    title: str
    done: str
    sources: tuple[Source, ...]
    more_sources: tuple[Mapping[str, Any], ...] = ()
    licence: tuple[str, str] | None = None
    columns: tuple[str, ...] = ()


def resource(folder: Path, table: BuiltFile, raw: Mapping[str, list[Path]]) -> dict[str, Any]:
    """The entry of one file that the build has written.

    Parameters
    ----------
    folder
        The data folder.
    table
        The file, and what is told of it.
    raw
        Paths of the raw files by the id of their source: their SHA-256 are computed here.
    """
    data = (folder / table.path).read_bytes()
    licences = dict.fromkeys([source.licence for source in table.sources] + ([table.licence] if table.licence else []))
    entry: dict[str, Any] = {
        "name": table.name,
        "path": table.path,
        "title": table.title,
        "format": table.path.rsplit(".", 1)[-1],
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "processing": table.done,
        "licenses": [{"title": title, "path": address} for title, address in licences],
        "sources": [
            *(_source(source, raw[source.id]) for source in table.sources),
            *(_other(source) for source in table.more_sources),
        ],
    }
    if table.columns:
        entry["schema"] = {"fields": [_field(table.name, column) for column in table.columns]}
    return entry


def package(resources: list[dict[str, Any]]) -> dict[str, Any]:
    """The whole data package; its edition is the first eight digits of the SHA-256 of all files' hashes."""
    ordered = sorted(resources, key=lambda entry: entry["path"])
    edition = hashlib.sha256("".join(entry["hash"] for entry in ordered).encode()).hexdigest()[:8]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "alcance",
        "title": "Alcance: municipalities, settlements, return migrants and reintegration programs of Mexico",
        "edition": edition,
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "resources": ordered,
    }


def _source(source: Source, raw: list[Path]) -> dict[str, Any]:
    first, *more = [{"file": path.name, "sha256": sha256(path)} for path in raw]
    return {
        "title": source.title,
        "institution": source.institution,
        "edition": source.edition,
        "path": source.url,
        **({"files": [first, *more]} if more else first),
        "license": source.licence[0],
        "license_path": source.licence[1],
    }


def _other(source: Mapping[str, Any]) -> dict[str, Any]:
    file = source.get("file")
    return {**source, "file": file.name, "sha256": sha256(file)} if isinstance(file, Path) else dict(source)


def _field(table: str, name: str) -> dict[str, Any]:
    """A column as the vocabulary has it: type, unit, meaning, bounds and choices."""
    column = column_of(name)
    limits = {"minimum": column.low, "maximum": column.high, "enum": list(column.choices) or None}
    constraints = {limit: value for limit, value in limits.items() if value is not None}
    keys = [f"{notes}.{name}" for notes in (f"table.{table}", _NOTES.get(table), "note") if notes]
    return {
        "name": name,
        "type": _TYPES[column.type],
        **({"unit": column.unit} if column.unit else {}),
        "description": _ENGLISH(next((key for key in keys if _ENGLISH.has(key)), keys[0])),
        **({"constraints": constraints} if constraints else {}),
    }
