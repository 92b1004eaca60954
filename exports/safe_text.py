"""Text from elsewhere made fit to be shown: in one line, without marks that hide or turn it."""

from __future__ import annotations

import unicodedata

_NO_BREAK = "\u00a0"
_INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Cs"}


def one_line(words: str) -> str:
    """The words in one line; control characters and marks of direction become blanks.

    A blank that keeps a figure and its sign on one line stays what it is.
    """
    if not words.isprintable():
        words = "".join(" " if unicodedata.category(letter) in _INVISIBLE else letter for letter in words)
    return _NO_BREAK.join(" ".join(part.split()) for part in words.split(_NO_BREAK)).strip()
