"""Packed files: looked at before they are unpacked, and unpacked into memory alone."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

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
        Where it is damaged, has a password, too many entries, or unpacks to too much: declared sizes are looked at
        first, and no more than they allow is unpacked.

    Examples
    --------
    >>> entries_of(pack({"a.txt": b"one"}), "mine.zip")
    {'a.txt': b'one'}
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
            _refuse_bomb(sum(entry.file_size for entry in listed), len(data), name)
            found: dict[str, bytes] = {}
            unpacked = 0
            for entry in listed:
                with packed.open(entry) as file:
                    found[entry.filename] = file.read(UNPACKED_BYTES + 1 - unpacked)
                unpacked += len(found[entry.filename])
                _refuse_bomb(unpacked, len(data), name)
            return found
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        if isinstance(error, OwnError):
            raise
        raise OwnError.of(name, "unreadable", reason=str(error), expected="a ZIP file") from error


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


def refuse_entities(entries: dict[str, bytes], name: str) -> None:
    """Refuse XML that defines entities: a few lines of them fill a memory.

    Raises
    ------
    OwnError
        Where an entry has a document type or an entity.

    Examples
    --------
    >>> refuse_entities({"a.xml": b"<a/>"}, "mine.xlsx")
    """
    if any(_ENTITY.search(data) for data in entries.values()):
        raise OwnError.of(name, "xml_entities")


def _refuse_bomb(unpacked: int, packed: int, name: str) -> None:
    if unpacked > UNPACKED_BYTES:
        raise OwnError.of(name, "too_many", found=f"{unpacked} or more", what="bytes unpacked", most=UNPACKED_BYTES)
    # Small files of long runs are harmless.
    if unpacked > packed * ZIP_RATIO and unpacked > UNPACKED_BYTES // 20:
        raise OwnError.of(name, "bomb", found=unpacked // max(packed, 1), most=ZIP_RATIO)
