"""What is found in a person's own file: codes and their parts. `words` says them, as ``own.did`` and ``own.fault``."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Self

import pandas as pd

from layers.errors import LayerError
from layers.own.limits import FOUND_CHARACTERS, NAME_CHARACTERS, REASON_CHARACTERS
from words.text import Text

TAKEN, MENDED, REFUSED = "taken", "mended", "refused"
#: Of the file as a whole: what a person must have seen before any of it is used.
WARNED = "warned"

_ENGLISH = Text("en")
#: Parts that are words themselves, of ``own.unit`` and so on; a part that is none of these is said as it is.
_FAMILIES = ("file", "formats", "remedy", "unit", "what")


class Finding(NamedTuple):
    """One finding: ``row`` counts from 1 below the header, None for the whole file; ``column`` as the file has it."""

    row: int | None
    column: str
    outcome: str
    code: str
    found: str = ""
    parts: dict[str, Any] = {}  # noqa: RUF012 never changed

    @property
    def words(self) -> str:
        """What was done or is expected, in English.

        Examples
        --------
        >>> Finding(2, "since", REFUSED, "until_before_since", "1990", {"since": 2014}).words
        'expected a year from 2014 on'
        """
        return say(_ENGLISH, f"own.did.{self.code}", self.parts)


class OwnError(LayerError):
    """A file that is refused whole: ``code`` and ``parts`` of why, ``name`` of the file.

    What there is to choose from in it stands beside: ``sheets`` of a workbook, ``layers`` of a GeoPackage or files of
    a zip, the one that was ``chosen``, and the ``header_row``, from 1, of a table that has one.
    """

    def __init__(self, message: str, *, name: str = "", code: str = "", parts: dict[str, Any] | None = None) -> None:
        self.name, self.code, self.parts = name, code, dict(parts or {})
        self.sheets: tuple[str, ...] = ()
        self.layers: tuple[str, ...] = ()
        self.chosen: str | None = None
        self.header_row: int | None = None
        super().__init__(message)

    def offer(
        self,
        *,
        sheets: tuple[str, ...] = (),
        layers: tuple[str, ...] = (),
        chosen: str | None = None,
        header_row: int | None = None,
    ) -> None:
        """Say what there is to choose from; what is said already stays.

        Examples
        --------
        >>> error = OwnError.of("mine.xlsx", "no_rows")
        >>> error.offer(sheets=("Cover", "Data"), chosen="Cover")
        >>> error.sheets
        ('Cover', 'Data')
        """
        self.sheets, self.layers = self.sheets or sheets, self.layers or layers
        self.chosen, self.header_row = self.chosen or chosen, self.header_row or header_row

    @classmethod
    def of(cls, name: str, code: str, **parts: Any) -> Self:
        """The error for one code.

        Examples
        --------
        >>> print(OwnError.of("mine.csv", "too_many", found=70_000, what="rows", most=50_000))
        mine.csv: found 70000 rows, expected at most 50000
        """
        shown = {
            part: shorten(value, REASON_CHARACTERS) if isinstance(value, str) else value
            for part, value in parts.items()
        }
        return cls(f"{name}: {say(_ENGLISH, f'own.fault.{code}', shown)}", name=name, code=code, parts=shown)


def say(text: Text, key: str, parts: Mapping[str, Any]) -> str:
    """The words of a finding or of why a file is refused, with its parts, in a language.

    Examples
    --------
    >>> say(Text("es"), "own.fault.too_many", {"found": 70_000, "what": "rows", "most": 50_000})
    'hay 70000 filas y se esperaban a lo más 50000'
    """
    shown = {part: f"{value:.12g}" if isinstance(value, float) else str(value) for part, value in parts.items()}
    for family in _FAMILIES:
        word = f"own.{family}.{shown.get(family)}"
        if text.has(word):
            shown[family] = text(word)
    return text(key, **shown)


def note(code: str, **parts: Any) -> Finding:
    """A finding about the whole file that changes nothing.

    Examples
    --------
    >>> note("encoding", encoding="latin-1").words
    'text read as latin-1'
    """
    return Finding(None, "", TAKEN, code, "", parts)


def report_of(findings: Iterable[Finding]) -> pd.DataFrame:
    """The findings as a frame: columns of `layers.own.Result.report`.

    ``did`` says in English what was done, or, of what was refused, what is expected.

    Examples
    --------
    >>> report_of([note("encoding", encoding="utf-8")])["did"].tolist()
    ['text read as utf-8']
    """
    rows = [(*finding[:5], finding.words, finding.parts) for finding in findings]
    frame = pd.DataFrame(rows, columns=["row", "column", "outcome", "code", "found", "did", "parts"])
    return frame.astype({"row": "Int64"})


def shorten(value: object, most: int = FOUND_CHARACTERS) -> str:
    r"""A value as it is shown: one line, nothing hidden, not long.

    Examples
    --------
    >>> shorten("a\tlong  cell", 8)
    'a long …'
    """
    # Cut before and after: a long list need not be written out to be shown.
    text = value if isinstance(value, str) else repr(value) if isinstance(value, list | dict) else str(value)
    text = " ".join(without_hidden(text[: 4 * most]).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def without_hidden(text: str) -> str:
    r"""Text without characters that are not seen or turn the reading direction; tabs and line ends become spaces.

    Examples
    --------
    >>> without_hidden("Casa\u202e\tNorte")
    'Casa Norte'
    """
    if text.isascii() and text.isprintable():
        return text
    spaced = "".join(" " if letter in "\t\r\n\v\f\x85\u2028\u2029" else letter for letter in text)
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"})


def shown_name(name: str) -> str:
    r"""A file's name as it is shown: its last part, without what is not seen; never a path that is opened.

    Examples
    --------
    >>> shown_name("C:\\files\\mine.csv")
    'mine.csv'
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return shorten(last, NAME_CHARACTERS) or "file"
