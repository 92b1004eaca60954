"""Packed files: looked at before they are unpacked, and unpacked into memory alone."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from layers.own.findings import OwnError
from layers.own.limits import ENTRIES, UNPACKED_BYTES, ZIP_RATIO

_ENCRYPTED = 0x1
_TYPES = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
#: A document type or an entity, in an encoding of one byte or two.
_ENTITY = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)")


def entries_of(data: bytes, name: str) -> dict[str, bytes]:
    """What is packed in a file, by name; names are compared, never opened.

    Raises
    ------
    OwnError
        As `unpacked` does.

    Examples
    --------
    >>> entries_of(pack({"a.txt": b"one"}), "mine.zip")
    {'a.txt': b'one'}
    """
    return dict(unpacked(data, name, UNPACKED_BYTES))


def unpacked(data: bytes, name: str, most: int) -> Iterator[tuple[str, bytes]]:
    """What is packed in a file, one entry after the other.

    Raises
    ------
    OwnError
        Where it is damaged, has a password, too many entries, or unpacks to more than ``most`` bytes: declared sizes
        are looked at first, and no more than they allow is unpacked.

    Examples
    --------
    >>> list(unpacked(pack({"a.txt": b"one"}), "mine.zip", 100))
    [('a.txt', b'one')]
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            listed = packed.infolist()
            if len(listed) > ENTRIES:
                raise OwnError.of(name, "too_many", found=len(listed), what="entries", most=ENTRIES)
            if any(entry.flag_bits & _ENCRYPTED for entry in listed):
                raise OwnError.of(name, "encrypted")
            if any(entry.compress_type not in _TYPES for entry in listed):
                raise OwnError.of(name, "unreadable", reason="another compression", expected="a ZIP file (deflate)")
            _refuse_bomb(sum(entry.file_size for entry in listed), len(data), name, most)
            done = 0
            for entry in listed:
                with packed.open(entry) as file:
                    found = file.read(most + 1 - done)
                done += len(found)
                _refuse_bomb(done, len(data), name, most)
                yield entry.filename, found
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        if isinstance(error, OwnError):
            raise
        raise OwnError.of(name, "unreadable", reason="damaged", expected="a ZIP file") from error


def names_in(data: bytes) -> list[str]:
    """What a packed file says it holds; nothing where it is none.

    Examples
    --------
    >>> names_in(pack({"a.txt": b"one"})), names_in(b"a;b")
    (['a.txt'], [])
    """
    if not data.startswith(b"PK"):
        return []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []


def pack(entries: dict[str, bytes]) -> bytes:
    r"""The entries in one file again, not compressed, under names of our own choosing.

    Examples
    --------
    >>> pack({"layer.shp": b"..."})[:4]
    b'PK\x03\x04'
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, data in entries.items():
            file.writestr(zipfile.ZipInfo(name), data)
    return packed.getvalue()


def refuse_entities(part: bytes, name: str) -> None:
    """Refuse XML that defines entities: a few lines of them fill a memory.

    Raises
    ------
    OwnError
        Where it has a document type or an entity.

    Examples
    --------
    >>> refuse_entities(b"<a/>", "mine.xlsx")
    """
    # Looking for the two bytes first is a hundred times quicker.
    if (b"<!" in part or b"<\0!" in part) and _ENTITY.search(part):
        raise OwnError.of(name, "xml_entities")


def _refuse_bomb(unpacked: int, packed: int, name: str, most: int) -> None:
    if unpacked > most:
        raise OwnError.of(name, "too_many", found=f"more than {most}", what="bytes unpacked", most=most)
    # Small files of long runs are harmless.
    if unpacked > packed * ZIP_RATIO and unpacked > most // 20:
        raise OwnError.of(name, "bomb", found=unpacked // max(packed, 1), most=ZIP_RATIO)
