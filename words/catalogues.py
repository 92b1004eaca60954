"""The catalogues of words, one a language: gettext files that translators edit with their usual tools."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache, cached_property
from gettext import GNUTranslations
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from babel import Locale

#: A folder here is a language, named as addresses and options name it: ``es/LC_MESSAGES/alcance.po``.
FOLDER = Path(__file__).parent

#: The language of those who ask for none of ours.
DEFAULT = "es"

#: Of a catalogue's words, those for figures that count people and not dwellings: its ``msgctxt``.
PEOPLE = "people"


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The words of a language.

    Attributes
    ----------
    locale : babel.Locale
        How the language writes numbers and lists: the catalogue's header ``Language`` says it.
    translations : gettext.GNUTranslations
        The words.
    """

    locale: Locale
    translations: GNUTranslations

    @cached_property
    def marks(self) -> dict[int, str]:
        """The language's marks of thousands and of decimals, by those that Python writes."""
        found = self.locale.number_symbols["latn"]
        return {ord(","): found["group"], ord("."): found["decimal"]}

    def get(self, key: str, *, people: bool = False, count: int | None = None) -> str | None:
        """The words of a key, for so many things; None where there are none.

        Parameters
        ----------
        key : str
            The ``msgid``.
        people : bool
            Whether figures count people: the words of the context `PEOPLE` are taken where a key has them.
        count : int, optional
            How many; picks the plural form of a key that has some.
        """
        said = self.translations
        if people:
            found = said.pgettext(PEOPLE, key) if count is None else said.npgettext(PEOPLE, key, key, count)
            if found != key:
                return found
        found = said.gettext(key) if count is None else said.ngettext(key, key, count)
        return None if found == key else found


def languages() -> tuple[str, ...]:
    """The languages there is a catalogue of; `DEFAULT` stands first."""
    return _languages(FOLDER)


def catalogue(language: str) -> Catalogue:
    """The catalogue of one of `languages`, read once."""
    return _read(FOLDER, language)


@cache
def _languages(folder: Path) -> tuple[str, ...]:
    found = sorted(path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/alcance.po"))
    return (DEFAULT, *(name for name in found if name != DEFAULT))


@cache
def _read(folder: Path, language: str) -> Catalogue:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (folder / language / "LC_MESSAGES" / "alcance.po").open("rb") as file:
        words = read_po(file)
    assert words.locale, "the header of a catalogue names its locale"
    compiled = io.BytesIO()
    write_mo(compiled, words)
    compiled.seek(0)
    return Catalogue(words.locale, GNUTranslations(compiled))


#: What an option of a language takes: any that there is a catalogue of.
if TYPE_CHECKING:
    Language = str
else:
    Language = Literal[languages()]
