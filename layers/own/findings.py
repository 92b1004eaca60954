"""What is found in a person's own file: codes and their parts. `words` says them, as ``own.did`` and ``own.fault``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Self

from layers.errors import Constraint, LayerError
from layers.own.limits import FOUND_CHARACTERS, NAME_CHARACTERS, REASON_CHARACTERS
from words.text import Text

TAKEN, MENDED, REFUSED = "taken", "mended", "refused"
#: Of the file as a whole: what a person must have seen before any of it is used.
WARNED = "warned"
#: The code of a column that its workbook hides: that matters where a field takes it.
HIDDEN_COLUMN = "hidden_column"

_ENGLISH = Text("en")
#: Parts of which one is enough where there are several.
_ALTERNATIVES = ("expected", "field")
#: How a count is told that was given up.
_MORE_THAN = re.compile(r"more than (\d+)")
#: Of why rows were refused: how many are named, how many rows of each, characters of each.
_REASONS_SHOWN, _ROWS_SHOWN, _REASON_SHOWN = 5, 3, 250
#: Parts that are words themselves, of ``own.unit`` and so on; a part that is none of these is said as it is.
_FAMILIES = (
    *("choices", "country", "expected", "file", "formats", "found", "reason", "remedy"),
    *("separator", "unit", "value", "what"),
)


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

    Where its rows were read and none was taken, ``findings`` has what was found in them. What there is to choose from
    in it stands beside: ``sheets`` of a workbook, ``layers`` of a GeoPackage or files of a zip, the one that was
    ``chosen``, and the ``header_row``, from 1, of a table that has one.
    """

    findings: tuple[Finding, ...] = ()

    def __init__(self, message: str, *, name: str = "", code: str = "", parts: dict[str, Any] | None = None) -> None:
        self.name, self.code, self.parts = name, code, dict(parts or {})
        self.sheets: tuple[str, ...] = ()
        self.layers: tuple[str, ...] = ()
        self.chosen: str | None = None
        self.header_row: int | None = None
        # Of text that is in another encoding, or in none that is known: what was tried.
        self.encoding = str(self.parts.get("encoding", "")) if code.endswith(("_encoding", "_encodings")) else None
        super().__init__(message)

    def said(self, text: Text) -> str:
        """The message in a language.

        Examples
        --------
        >>> OwnError.of("mine.csv", "empty").said(Text("es"))
        'mine.csv: el archivo está vacío'
        """
        return f"{self.name}: {say(text, f'own.fault.{self.code}', self.parts)}"

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


def layer_fault(error: LayerError, text: Text) -> str:
    """Where a table is not as it should be, in a language.

    Examples
    --------
    >>> layer_fault(LayerError.at("a.csv", row=2, column="lon", found=-200.0, expected="degrees"), Text("es"))
    'a.csv, fila 2, columna lon: se encontró -200.0, que no es lo que se esperaba'
    """
    if not error.place:
        return text("fault.layer.unknown")
    where = [error.place["file"]]
    where += [text(f"fault.layer.{name}", name=error.place[name]) for name in ("row", "column") if name in error.place]
    parts = {"place": ", ".join(where), "found": error.place["found"]}
    if error.constraint is None:
        return text("fault.layer", **parts)
    return text("fault.layer.expected", **parts, expected=error.constraint.said(text))


def say(text: Text, key: str, parts: Mapping[str, Any]) -> str:
    """The words of a finding or of why a file is refused, with its parts, in a language.

    Examples
    --------
    >>> say(Text("es"), "own.fault.too_many", {"found": 70_000, "what": "rows", "most": 50_000})
    'hay 70000 filas y se esperaban a lo más 50000'
    """
    return text(key, **{part: _said(text, part, value) for part, value in parts.items()})


def _said(text: Text, part: str, value: Any) -> str:
    if isinstance(value, Constraint):
        return value.said(text)
    if isinstance(value, Reason):
        return shorten(value.said(text), _REASON_SHOWN)
    if part == "reasons" and isinstance(value, list):
        reasons = [_said(text, "reason", reason) for reason in value[:_REASONS_SHOWN]]
        return "; ".join(reasons) + ("; …" if len(value) > _REASONS_SHOWN else "")
    if isinstance(value, list | tuple):
        joint = text("own.or") if part in _ALTERNATIVES else ", "
        return joint.join(_said(text, part, one) for one in value)
    shown = f"{value:.12g}" if isinstance(value, float) else str(value)
    more = _MORE_THAN.fullmatch(shown)
    if more is not None:
        return text("own.more_than", most=more[1])
    word = f"own.{shown}" if part == "asked" else f"own.{part}.{shown}"
    return text(word) if part in (*_FAMILIES, "asked") and text.has(word) else shown


class Reason(NamedTuple):
    """Why some rows were refused, the same for all of them: ``first`` of the findings, and the ``rows``.

    ``alike`` says whether the same was found in all of them.
    """

    first: Finding
    rows: tuple[int, ...]
    alike: bool = True

    def said(self, text: Text) -> str:
        """The rows and why, in a language."""
        shown = ", ".join(map(str, self.rows[:_ROWS_SHOWN])) + (", …" if len(self.rows) > _ROWS_SHOWN else "")
        where = text("own.where.rows", len(self.rows), rows=shown)
        if self.first.column:
            where = text("own.where.column", where=where, column=self.first.column)
        found = text("own.quoted", value=self.first.found) if self.first.found else text("own.empty")
        found = found if self.alike else f"{found}, …"
        did = say(text, f"own.did.{self.first.code}", self.first.parts)
        return text("own.where.found", where=where, found=found, did=did)


def reasons_of(findings: Iterable[Finding]) -> list[Reason]:
    """Why rows were refused, what is the same together, most rows first.

    Examples
    --------
    >>> reasons = reasons_of(Finding(row, "since", REFUSED, "not_year", "x") for row in (2, 3))
    >>> print(reasons[0].said(Text("en")))
    2 rows (2, 3), column since: found 'x', expected a year, 1900 to 2100
    """
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        if finding.outcome == REFUSED:
            groups.setdefault((finding.column, finding.code, str(finding.parts.get("expected"))), []).append(finding)
    found = [
        Reason(
            group[0],
            tuple(dict.fromkeys(int(one.row or 0) for one in group)),
            alike=len({one.found for one in group}) == 1,
        )
        for group in groups.values()
    ]
    return sorted(found, key=lambda reason: (-len(reason.rows), reason.rows))


def note(code: str, **parts: Any) -> Finding:
    """A finding about the whole file that changes nothing.

    Examples
    --------
    >>> note("encoding", encoding="latin-1").words
    'text read as latin-1'
    """
    return Finding(None, "", TAKEN, code, "", parts)


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
