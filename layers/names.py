"""Names as they are compared: accents, capitals and dots do not matter."""

from __future__ import annotations

import re
import unicodedata


def normalise(text: str) -> str:
    """Text for comparing names: no accents, no capitals, letters and digits in words with single spaces.

    Examples
    --------
    >>> normalise("San José del Progreso")
    'san jose del progreso'
    """
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def slug(name: str) -> str:
    """A name as an id: without accents or capitals, its words joined by hyphens.

    Examples
    --------
    >>> slug("Casa del Retorno")
    'casa-del-retorno'
    """
    return normalise(name).replace(" ", "-")
