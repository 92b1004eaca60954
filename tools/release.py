"""`make release`: the wheel and the sdist of what is committed, with their hashes, in ``dist/``; nothing is uploaded.

They are made twice, the second time of the first sdist, in another folder and under another umask: the bytes must be
the same. Whoever has the commit, or the sdist, can make them again and compare.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent

#: The file of hashes, as `sha256sum --check` reads it.
SUMS = "SHA256SUMS"

#: What the newest entry of the changelog calls itself.
_ENTRY = re.compile(r"version (\S+), data edition (\w+)")

#: A person's usual umask, and one that leaves others nothing.
_UMASKS = (0o022, 0o077)


class ReleaseError(Exception):
    """Why there is no release, for a person to read."""


def told(root: Path) -> dict[str, tuple[str, str]]:
    """The version and the data edition as each file of a checkout tells them; they must be the same in all.

    Raises
    ------
    ReleaseError
        Where the changelog tells none.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    package = json.loads((root / "data" / "datapackage.json").read_text(encoding="utf-8"))
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    entry = _ENTRY.search((root / "CHANGELOG.md").read_text(encoding="utf-8"))
    if entry is None:
        raise ReleaseError("CHANGELOG.md: found no entry, expected 'version ..., data edition ...'")
    editions = [str(one["version"]) for one in citation["references"] if one["type"] == "data"]
    return {
        "pyproject.toml and data/datapackage.json": (project["version"], package["edition"]),
        "CITATION.cff": (str(citation["version"]), ", ".join(editions)),
        "CHANGELOG.md": (entry[1], entry[2]),
    }


def release(root: Path) -> list[Path]:
    """Make a release of a checkout: the files in its ``dist/``, the one of hashes last.

    Raises
    ------
    ReleaseError
        Where something is not committed, the files do not agree on version and edition, or the bytes differ.
    """
    changed = _git(root, "status", "--porcelain").decode()
    if changed:
        raise ReleaseError(f"found what is not committed, expected a clean checkout:\n{changed}")
    said = told(root)
    if len(set(said.values())) > 1:
        lines = (f"{file}: version {version}, data edition {edition}" for file, (version, edition) in said.items())
        raise ReleaseError("\n".join(["found versions and data editions that differ:", *lines]))
    archive = _git(root, "archive", "--format=tar", "--prefix=source/", "HEAD")
    with tempfile.TemporaryDirectory() as folder:
        first = _made(archive, Path(folder) / "first", umask=_UMASKS[0])
        (sdist,) = (data for name, data in first.items() if name.endswith(".tar.gz"))
        again = _made(sdist, Path(folder) / "again", umask=_UMASKS[1])
    if first != again:
        names = [name for name in first | again if first.get(name) != again.get(name)]
        raise ReleaseError(f"found other bytes when made again: {', '.join(sorted(names))}")
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(first.items()))
    out = root / "dist"
    out.mkdir(exist_ok=True)
    files = {**first, SUMS: "".join(lines).encode()}
    for name, data in files.items():
        (out / name).write_bytes(data)
    return [out / name for name in files]


def _made(packed: bytes, folder: Path, *, umask: int) -> dict[str, bytes]:
    """The wheel and the sdist of a packed source, by name, made in a folder of their own; by no clock."""
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    (source,) = folder.iterdir()
    out = folder / "made"
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(out)]
    subprocess.run(build, cwd=source, env=environment, umask=umask, check=True, stdout=subprocess.DEVNULL)
    return {path.name: path.read_bytes() for path in out.iterdir()}


def _git(root: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(root), *arguments], check=True, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    try:
        made = release(ROOT)
    except ReleaseError as error:
        sys.exit(f"release: {error}")
    sys.stdout.write("".join(f"{path.relative_to(ROOT)}\n" for path in made))
