"""A language that nobody speaks: every word of the Spanish catalogue in marks, so that words from elsewhere show."""

from __future__ import annotations

import re
from html import unescape
from shutil import copytree

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from words.catalogues import FOLDER

NAME = "qps"

#: Not words: which of the data's languages is read, and names of files.
_KEPT = re.compile(r"language\.data|(own\.)?file\.|take\.file\.|download\.file|settlements\.file")
_WRAPPED = re.compile(r"⟦[^⟦⟧]*⟧")


def write_catalogues(folder):
    """The catalogues of our languages, and of the one that nobody speaks beside them."""
    for language in ("es", "en"):
        copytree(FOLDER / language, folder / language)
    ours = read_po((FOLDER / "es" / "LC_MESSAGES" / "alcance.po").read_bytes().decode().splitlines(keepends=True))
    theirs = Catalog(locale=ours.locale)
    theirs._num_plurals, theirs._plural_expr = ours.num_plurals, ours.plural_expr
    for message in ours:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            words = message.string if _KEPT.match(key) else wrapped(message.string)
            theirs.add(message.id, words, context=message.context)
    target = folder / NAME / "LC_MESSAGES" / "alcance.po"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_po(file, theirs)


def wrapped(words):
    return f"⟦{words}⟧" if isinstance(words, str) else tuple(f"⟦{form}⟧" for form in words)


def left_over(shown):
    """What of a text that is shown is in no marks: its words from elsewhere, names of data among them."""
    text = re.sub(r"<style>.*?</style>", " ", shown, flags=re.DOTALL)
    text = " ".join([re.sub(r"<[^>]*>", " ", text), *re.findall(r"(?:aria-label|title|alt)=\"([^\"]*)\"", text)])
    text = unescape(text)
    while _WRAPPED.search(text):
        text = _WRAPPED.sub(" ", text)
    return list(re.findall(r"[^\W\d_]{2,}", text))
