"""The data of another release: its folder, or what holds it, as the wheel does."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from layers.errors import LayerError
from layers.loading import load
from layers.model import Layers
from layers.provenance import FILE

#: Bytes of all tables of a packed edition at most; ours are 8 MB.
MOST_BYTES = 200_000_000

_EXPECTED = f"a folder of data, a checkout, a wheel or another zip, with a {FILE} in it"


def load_edition(path: Path) -> Layers:
    """The layers of another release. Polygons that come packed are gone when this returns: no answer needs them.

    Parameters
    ----------
    path : Path
        A folder as `alcance build` writes it, the checkout or the installed package that holds one, or a wheel or
        another zip of either.

    Raises
    ------
    LayerError
        Where it is none of these, or its tables are not as this release reads them.

    Examples
    --------
    >>> load_edition(DATA).provenance.edition == layers.provenance.edition
    True
    """
    for folder in (path, path / "data", path / "layers" / "data"):
        if (folder / FILE).is_file():
            return load(folder)
    if not path.is_file():
        raise LayerError.at(
            path.name, found="a folder without" if path.is_dir() else "no such file", expected=_EXPECTED
        )
    with TemporaryDirectory() as temporary:
        try:
            with zipfile.ZipFile(path) as packed:
                folder = _unpack(packed, Path(temporary), path.name)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise LayerError.at(path.name, found=str(error), expected=_EXPECTED) from error
        return load(folder)


def _unpack(packed: zipfile.ZipFile, to: Path, name: str) -> Path:
    """Unpack the folder of the data package nearest to the top, and nothing else: where it is then."""
    entries = packed.infolist()
    packages = [PurePosixPath(entry.filename) for entry in entries if PurePosixPath(entry.filename).name == FILE]
    if not packages:
        raise LayerError.at(name, found="no such file in it", expected=_EXPECTED)
    top = min(packages, key=lambda file: (len(file.parts), file)).parent
    wanted = [entry for entry in entries if PurePosixPath(entry.filename).is_relative_to(top)]
    size = sum(entry.file_size for entry in wanted)
    if size > MOST_BYTES:
        raise LayerError.at(name, found=f"{size} bytes", expected=f"at most {MOST_BYTES}")
    packed.extractall(to, wanted)
    return to / top
