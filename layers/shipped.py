"""Where the files stand that come with the code and are not code."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def shipped(name: str, package: str) -> Path:
    """A folder from the top of the checkout, which an installed Alcance holds inside one of its packages.

    Parameters
    ----------
    name : str
        Of the folder: "data", say.
    package : str
        The package that holds it, without the dot that its name may begin with, where Alcance is installed
        (``force-include`` in pyproject.toml).

    Examples
    --------
    >>> (shipped("data", "layers") / "programs.geojson").is_file()
    True
    """
    own = Path(str(files(package)))
    installed = own / name.removeprefix(".")
    return installed if installed.is_dir() else own.parent / name
