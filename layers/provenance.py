"""Where the embedded tables come from: the Frictionless data package beside them, and its check."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from layers.errors import LayerError

FILE = "datapackage.json"


@dataclass(frozen=True)
class Provenance:
    """The data package: ``document`` as published; ``own`` names the files a person brought instead of ours."""

    document: dict[str, Any]
    own: tuple[str, ...] = field(default=())

    @property
    def edition(self) -> str:
        """The data edition: eight hexadecimal digits that change whenever a table does."""
        return str(self.document.get("edition", ""))

    @property
    def resources(self) -> list[dict[str, Any]]:
        """The files: path, bytes, hash, columns, sources, licences, what was done."""
        return list(self.document.get("resources", []))

    def resource(self, path: str) -> dict[str, Any] | None:
        """The entry of one file by its path inside the data folder, None where it is not declared.

        Examples
        --------
        >>> layers.provenance.resource("components.csv")["title"]
        'Table 1 of the IMRC brief'
        """
        return next((entry for entry in self.resources if entry["path"] == path), None)

    def is_intact(self, folder: Path, path: str) -> bool:
        """Whether the file is there and its SHA-256 is the declared one: the build has checked such a table.

        Examples
        --------
        >>> layers.provenance.is_intact(DATA, "components.csv")
        True
        """
        file, entry = folder / path, self.resource(path)
        if entry is None or not file.is_file():
            return False
        with file.open("rb") as opened:
            return bool(entry["hash"] == "sha256:" + hashlib.file_digest(opened, "sha256").hexdigest())

    def refuse_damaged(self, path: str) -> None:
        """Raise for a file that is declared and whose bytes are not the declared ones.

        Raises
        ------
        LayerError
            Naming the file.

        Examples
        --------
        >>> layers.provenance.refuse_damaged("components.csv")
        Traceback (most recent call last):
            ...
        layers.errors.LayerError: components.csv: found 'other bytes', expected ...
        """
        entry = self.resource(path)
        if entry is not None:
            raise LayerError.at(
                path, found="other bytes", expected=f"{entry['hash']} (the file is damaged or was changed by hand)"
            )


def read_provenance(path: Path) -> Provenance:
    """The data package of a folder of tables.

    Raises
    ------
    LayerError
        Where the file is missing, not JSON, or lists no files.

    Examples
    --------
    >>> len(read_provenance(DATA / FILE).edition)
    8
    """
    if not path.is_file():
        raise LayerError.at(path.name, found="no such file", expected="the data package that describes the tables")
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise LayerError.at(path.name, found=str(error), expected="JSON in UTF-8") from error
    entries = document.get("resources") if isinstance(document, dict) else None
    if not isinstance(entries, list) or not all(_is_resource(entry) for entry in entries):
        expected = "a list of files, each with its path and hash"
        raise LayerError.at(path.name, column="resources", found=entries, expected=expected)
    return Provenance(document)


def _is_resource(entry: object) -> bool:
    return isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in ("path", "hash"))
