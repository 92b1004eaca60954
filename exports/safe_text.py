"""Text from elsewhere made fit to be shown: in one line, without marks that hide or turn it."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Cs"}

#: White space where a line may break: a no-break space stays what it is.
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")


def one_line(words: str) -> str:
    """The words in one line; control characters and marks of direction become blanks."""
    if not words.isprintable():
        words = "".join(" " if unicodedata.category(letter) in _INVISIBLE else letter for letter in words)
    return _BLANKS.sub(" ", words).strip()
