"""All words a person reads, in Spanish and English: a module for each group of pages, joined here."""

from __future__ import annotations

from collections import ChainMap

from words import certainty, common, decide, exports, own, people, settlements, taking

_GROUPS = (common.WORDS, decide.WORDS, certainty.WORDS, exports.WORDS, own.WORDS, settlements.WORDS, taking.WORDS)

#: Key to (Spanish, English).
WORDS = dict(ChainMap(*_GROUPS))

#: The same for words that differ where figures count people, not dwellings.
PEOPLE = people.WORDS
