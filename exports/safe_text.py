"""Text from elsewhere made fit to be shown: in one line, without marks that hide or turn it."""

from __future__ import annotations

import unicodedata
from html import escape

_INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Cs"}


def one_line(words: str) -> str:
    """The words in one line; control characters and marks of direction become blanks."""
    kept = (" " if unicodedata.category(letter) in _INVISIBLE else letter for letter in words)
    return " ".join("".join(kept).split())


def safe(words: str) -> str:
    """The same for HTML, as text and inside quoted attributes."""
    return escape(one_line(words), quote=True).replace("`", "&#96;")
