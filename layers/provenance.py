"""Where the embedded tables come from: the Frictionless data package beside them, and its check."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from layers import basemap, returns
from layers.errors import LayerError

FILE = "datapackage.json"


class OwnFile(NamedTuple):
    """A file that a person brought: its name, its kind, the file of ours whose place it takes, and for which years.

    ``replaces`` is a path inside the data folder, empty where ours stays in use; no ``years`` are all of them.
    ``said`` are the shell's options with which it is read as it was.
    """

    name: str
    kind: str
    replaces: str = ""
    years: tuple[int, ...] = ()
    said: tuple[str, ...] = ()

    def is_of(self, years: Iterable[int]) -> bool:
        """Whether all figures of some years are its own.

        Examples
        --------
        >>> OwnFile("mine.csv", "returns", "municipios/returns.parquet", (2020,)).is_of([2010, 2020])
        False
        """
        return not self.years or set(years) <= set(self.years)

    def is_about(self, years: Iterable[int]) -> bool:
        """Whether some figures of some years are its own.

        Examples
        --------
        >>> OwnFile("mine.csv", "returns", "municipios/returns.parquet", (2020,)).is_about([2010, 2020])
        True
        """
        return not self.years or bool(set(years) & set(self.years))


@dataclass(frozen=True)
class Provenance:
    """The data package: ``document`` as published; ``files`` are those that a person brought instead of ours."""

    document: dict[str, Any]
    files: tuple[OwnFile, ...] = field(default=())

    @property
    def own(self) -> tuple[str, ...]:
        """Names of the files that a person brought."""
        return tuple(file.name for file in self.files)

    @property
    def edition(self) -> str:
        """The data edition: eight hexadecimal digits that change whenever a table does."""
        return str(self.document.get("edition", ""))

    @property
    def resources(self) -> list[dict[str, Any]]:
        """The files: path, bytes, hash, columns, sources, licences, what was done."""
        return list(self.document.get("resources", []))

    def used(self, years: Iterable[int]) -> list[dict[str, Any]]:
        """The files of ours that an answer about some years is made of: those in whose place no own file stands.

        What a map draws around every answer is in none.

        Examples
        --------
        >>> own = layers.with_programs(layers.programs, "mine").provenance
        >>> [entry["path"] for entry in own.resources if entry not in own.used([2020])]
        ['mapa/basemap.topojson.gz', 'programs.geojson']
        """
        years = tuple(years)
        others = {basemap.FILE, *(file.replaces for file in self.files if file.is_of(years))}
        return [entry for entry in self.resources if entry["path"] not in others]

    def sources(self, years: Iterable[int], without: Collection[str] = ()) -> list[dict[str, Any]]:
        """The sources of those files: of one that comes out anew, the editions of these years and the last.

        Of return figures an answer uses those of its years alone. Files ``without`` which it was made are left out.

        Examples
        --------
        >>> {one["edition"] for one in layers.provenance.sources([2020]) if one["title"].endswith("2010")}
        set()
        """
        years = tuple(years)
        used = [entry for entry in self.used(years) if entry["path"] not in without]
        found = [(entry["path"], source) for entry in used for source in entry.get("sources", [])]
        last: dict[str, str] = {}
        for _, source in found:
            title, edition = _series(source)
            last[title] = max(last.get(title, ""), edition)
        return [
            source
            for path, source in found
            if not (edition := _series(source)[1])
            or int(edition) in years
            or (path != returns.FILE and edition == last[_series(source)[0]])
        ]

    def resource(self, path: str) -> dict[str, Any] | None:
        """The entry of one file by its path inside the data folder, None where it is not declared.

        Examples
        --------
        >>> layers.provenance.resource("components.csv")["title"]
        'Table 1 of the IMRC brief'
        """
        return next((entry for entry in self.resources if entry["path"] == path), None)

    def with_resource(self, entry: dict[str, Any]) -> Provenance:
        """The same with a file more, as the data package describes its own.

        Examples
        --------
        >>> more = layers.provenance.with_resource({"path": "more.csv", "hash": "sha256:00"})
        >>> more.edition == layers.provenance.edition, len(more.resources) - len(layers.provenance.resources)
        (True, 1)
        """
        return replace(self, document={**self.document, "resources": [*self.resources, entry]})

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


def _series(source: dict[str, Any]) -> tuple[str, str]:
    """Of what comes out anew: its title without the year, and the year; no year where it does not say one alone."""
    title, edition = str(source.get("title", "")), str(source.get("edition", ""))
    year = edition if len(edition) == 4 and edition.isdigit() else ""  # noqa: PLR2004 digits of a year
    return title.removesuffix(year), year


def _is_resource(entry: object) -> bool:
    return isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in ("path", "hash"))
