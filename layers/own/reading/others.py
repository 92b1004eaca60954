"""Files that people bring and nobody reads: what each is, and what to save it as."""

from __future__ import annotations

import re
import struct
from typing import NamedTuple

from layers.html import is_html

_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0"
_DBF_HEAD = 33


class Other(NamedTuple):
    """What a file is and what to do with it: ``own.file`` and ``own.remedy`` of the words."""

    file: str
    remedy: str


_DOCUMENT, _PICTURE = Other("document", "copy_table"), Other("picture", "copy_table")
_SHORTCUT, _ARCHIVE = Other("shortcut", "fetch"), Other("archive", "unpack")
_STATISTICS, _DATABASE = Other("statistics", "export"), Other("database", "export")
_SPREADSHEET = Other("spreadsheet", "resave")

#: How they begin.
_MARKS: tuple[tuple[bytes, Other], ...] = (
    (b"%PDF", Other("pdf", "copy_table")),
    (b"{\\rtf", _DOCUMENT),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"BM", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"Rar!\x1a\x07", Other("rar", "unpack")),
    (b"7z\xbc\xaf\x27\x1c", Other("7z", "unpack")),
    (b"\xfd7zXZ\0", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\x28\xb5\x2f\xfd", _ARCHIVE),
    (b"$FL2", Other("spss", "export")),
    (b"$FL3", Other("spss", "export")),
    (b"<stata_dta>", Other("stata", "export")),
    (b"\0" * 12 + b"\xc2\xea\x81\x60", _STATISTICS),
    (b"RDX", _STATISTICS),
    (b"RDA", _STATISTICS),
    (b"\x89HDF", _STATISTICS),
    (b"ARROW1", Other("arrow", "export")),
    (b"\0\1\0\0Standard ", Other("access", "export")),
    (b"L\0\0\0\x01\x14\x02\0", _SHORTCUT),
    (b"[InternetShortcut]", _SHORTCUT),
    (b"ID;P", _SPREADSHEET),
    (b"\0\0\x27\x0a", Other("shp", "zip_shapefile")),
)
#: What is packed in them, or how the parts of an old Office file are called.
_PACKED = (
    (b"word/document.xml", Other("word", "copy_table")),
    (b"ppt/presentation.xml", _DOCUMENT),
    (b"opendocument.text", _DOCUMENT),
    (b"opendocument.presentation", _DOCUMENT),
    (b"Index/Document.iwa", Other("numbers", "resave")),
    (b"Index.zip", Other("numbers", "resave")),
)
_PARTS = (
    ("EncryptedPackage", Other("locked", "unlock")),
    ("WordDocument", Other("word", "copy_table")),
    ("PowerPoint Document", _DOCUMENT),
    ("__substg1.0_", _DOCUMENT),
)
_TABLE = re.compile(rb"<table[\s>]|urn:schemas-microsoft-com:office:excel", re.IGNORECASE)
_GOOGLE = re.compile(rb'"(?:url|doc_id)"\s*:\s*"')


def other_of(data: bytes) -> Other | None:
    """What a file is that is no table, by how it begins and what is in it; None where it may be one.

    Examples
    --------
    >>> other_of(b"%PDF-1.7")
    Other(file='pdf', remedy='copy_table')
    >>> other_of(b"cvegeo,return_rate") is None
    True
    """
    head = data[:_HEAD]
    for mark, other in _MARKS:
        if head.startswith(mark):
            return other
    if head.startswith(b"PK"):
        return next((other for mark, other in _PACKED if mark in data), None)
    return _of_office(data) if head.startswith(_OLE) else _of_bytes(head) or _of_text(head, data)


def _of_bytes(head: bytes) -> Other | None:
    if head[4:12] in {b"ftypheic", b"ftypmif1"} or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        return _PICTURE
    if head[257:262] == b"ustar":
        return _ARCHIVE
    if _is_dbf(head):
        return Other("dbf", "zip_shapefile")
    is_stata = 0x69 <= head[0] <= 0x73 and head[1:4] in {b"\1\1\0", b"\2\1\0"}  # noqa: PLR2004 formats 105 to 115
    return Other("stata", "export") if is_stata else None


def _of_text(head: bytes, data: bytes) -> Other | None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if is_html(head):
        return Other("html_table", "resave") if _TABLE.search(data) else Other("web_page", "fetch_again")
    if text.startswith(b"<") and b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return Other("xml_spreadsheet", "resave")
    is_small = text.startswith(b"{") and len(data) < _HEAD
    return _SHORTCUT if is_small and b"doc" in head and _GOOGLE.search(head) else None


def _of_office(data: bytes) -> Other | None:
    for part, other in _PARTS:
        if part.encode("utf-16-le") in data:
            return other
    has_cells = any(part.encode("utf-16-le") in data for part in ("Workbook", "Book"))
    return None if has_cells else Other("office", "resave")


def _is_dbf(head: bytes) -> bool:
    """Whether a file begins as dBase does: a version, a date, and the length of a head of whole fields."""
    if len(head) < _DBF_HEAD or head[0] not in {0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8E, 0xF5, 0xFB}:
        return False
    length = struct.unpack_from("<H", head, 8)[0]
    is_date = 1 <= head[2] <= 12 and 1 <= head[3] <= 31  # noqa: PLR2004 months and days
    return is_date and length >= _DBF_HEAD and (length >= len(head) or head[32 + 32 * ((length - 33) // 32)] == 0x0D)  # noqa: PLR2004 the end of the fields
