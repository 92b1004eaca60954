"""Text from elsewhere made fit to be shown: in one line, without marks that hide or turn it."""

from __future__ import annotations

import unicodedata

_INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Cs"}


def one_line(words: str) -> str:
    """The words in one line; control characters and marks of direction become blanks."""
    if not words.isprintable():
        words = "".join(" " if unicodedata.category(letter) in _INVISIBLE else letter for letter in words)
    return " ".join(words.split())
