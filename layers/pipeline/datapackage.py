"""The Frictionless data package: every embedded file with its columns, sources, licences and hash."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
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


def resource(
    folder: Path,
    path: str,
    *,
    name: str,
    title: str,
    done: str,
    sources: list[tuple[Source, list[Path]]],
    more_sources: list[dict[str, Any]] | None = None,
    licence: tuple[str, str] | None = None,
    columns: Sequence[str] = (),
) -> dict[str, Any]:
    """The entry of one file that the build has written.

    Parameters
    ----------
    folder, path
        The data folder, and the file inside it.
    name, title, done
        Short name, title, and what was done to the sources.
    sources
        The raw files it was made from, each with its paths: their SHA-256 are computed here.
    more_sources
        Sources that are no raw file (the brief, pages the catalogue cites).
    licence
        Name and address, where the sources do not say it.
    columns
        Names of the file's columns, in its order; none where it is no table.
    """
    file = folder / path
    data = file.read_bytes()
    licences = list(dict.fromkeys([source.licence for source, _ in sources] + ([licence] if licence else [])))
    entry: dict[str, Any] = {
        "name": name,
        "path": path,
        "title": title,
        "format": path.rsplit(".", 1)[-1],
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "processing": done,
        "licenses": [{"title": title, "path": address} for title, address in licences],
        "sources": [_source(source, raw) for source, raw in sources] + (more_sources or []),
    }
    if columns:
        entry["schema"] = {"fields": [_field(name, column) for column in columns]}
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
