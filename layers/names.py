"""Names of places as people type them."""

from __future__ import annotations

import re
import unicodedata


def plain(text: str) -> str:
    """Text for comparing names: no accents, no capitals, letters and digits in words with single spaces.

    Examples
    --------
    >>> plain("San José del Progreso")
    'san jose del progreso'
    """
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def region_id(name: str) -> str:
    """Id of a region in a question: its name without accents or capitals, words joined by hyphens.

    Examples
    --------
    >>> region_id("Sur-sureste")
    'sur-sureste'
    """
    return plain(name).replace(" ", "-")
