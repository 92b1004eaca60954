"""The catalogues as the tests read them: with Babel, not with our own reader."""

from __future__ import annotations

import re
from functools import cache

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from words.catalogues import FOLDER, languages


@cache
def catalog(language) -> Catalog:
    return read_po((FOLDER / language / "LC_MESSAGES" / "alcance.po").read_bytes().decode().splitlines(keepends=True))


@cache
def said(language, context=None) -> dict[str, tuple[str, ...]]:
    """Key to its words, one or more forms of number."""
    return {
        key(message): message.string if isinstance(message.string, tuple) else (message.string,)
        for message in catalog(language)
        if message.id and message.context == context
    }


def key(message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def all_said(name, context=None) -> list[str]:
    """The words of a key in every language and number."""
    return [words for language in languages() for words in said(language, context)[name]]


def parts(words) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", words))
