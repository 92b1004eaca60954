"""Whether a downloaded file is what it should be. A server's status does not tell.

INEGI answers a file that it does not have with status 200 and a page of HTML, and a connection may end early without
an error: a ZIP is judged by its own table of contents and sums.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

from layers.html import is_html

_LOOKED_AT = 1024
_CHUNK = 1 << 20
#: Compressions that can be read here; INEGI packs its largest files with Deflate64, which cannot.
_READABLE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
_LOCAL = struct.Struct("<4s22xHH")
_LOCAL_MARK = b"PK\x03\x04"
_PACKED = (".zip", ".xlsx")


def fault_of(path: Path, name: str) -> str | None:
    """Why a file cannot be the one wanted; None where nothing speaks against it.

    Read in pieces of a megabyte, whatever its size: of each packed file the sum is checked; of one packed with
    Deflate64 only that it lies where the table of contents says.

    Parameters
    ----------
    path, name : Path, str
        The file, and what it is to be called: its ending says what it should be.
    """
    with path.open("rb") as file:
        head = file.read(_LOOKED_AT)
    if is_html(head):
        return "the server answered with a page of HTML instead of the file: at this address there is none"
    if not head:
        return "the server answered with nothing"
    return _fault_of_zip(path) if name.lower().endswith(_PACKED) else None


def _fault_of_zip(path: Path) -> str | None:
    size = path.stat().st_size
    try:
        with zipfile.ZipFile(path) as packed, path.open("rb") as file:
            entries = packed.infolist()
            if not entries:
                return "found an empty ZIP, expected the file"
            for entry in entries:
                if entry.compress_type in _READABLE:
                    with packed.open(entry) as part:
                        while part.read(_CHUNK):  # the sum is compared at the end of each
                            pass
                    continue
                file.seek(entry.header_offset)
                start = file.read(_LOCAL.size)
                mark, *lengths = _LOCAL.unpack(start) if len(start) == _LOCAL.size else (b"", 0, 0)
                end = entry.header_offset + _LOCAL.size + sum(lengths) + entry.compress_size
                if mark != _LOCAL_MARK or end > size:
                    return f"found a ZIP that is not whole ({entry.filename}), expected the whole file; try again"
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        return f"found no whole ZIP ({error}), expected one; try again"
    return None
