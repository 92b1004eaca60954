"""All words a person reads, in Spanish and English: a module for each group of pages, joined here."""

from __future__ import annotations

from collections import ChainMap

from dashboard.words import certainty, common

_GROUPS = (common.WORDS, certainty.WORDS)

#: Key to (Spanish, English).
WORDS = dict(ChainMap(*_GROUPS))
