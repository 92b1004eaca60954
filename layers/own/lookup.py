"""Municipalities as a person's file names them: by key or by name, exactly; anything else is suggested, never taken."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

from layers.model import Layers
from layers.names import normalise, state_key
from layers.own.limits import SUGGESTIONS
from layers.own.values import Parsed

_LOCALITY = 9
_FEW = 3
# Of 100, as rapidfuzz counts. Names beside the same state's are alike in that much already.
_ALIKE = 70
_ALIKE_BESIDE_A_STATE = 85


class Suggestions:
    """The nearest of some names, looked up a limited number of times.

    Parameters
    ----------
    names : mapping
        From a normalised name to what is shown for it. Some of its words are enough: "oaxaca" is near "oaxaca de
        juarez".
    longer : mapping
        The same for names with more words beside them, which have to be alike as a whole: "ocosingo chiapas".

    Examples
    --------
    >>> Suggestions({"oaxaca de juarez": "Oaxaca de Juárez", "merida": "Mérida"}).near("Oaxaca")
    'Oaxaca de Juárez'
    """

    def __init__(self, names: Mapping[str, str], longer: Mapping[str, str] | None = None) -> None:
        self._names = dict(names)
        self._longer = dict(longer or {})
        self._known: dict[str, str] = {}

    def near(self, text: str) -> str:
        """Up to three of the names, nearest first; a dash where nothing is near, dots where too many were looked up."""
        wanted = normalise(text[:SUGGESTIONS])
        if wanted not in self._known:
            if len(self._known) >= SUGGESTIONS:
                return "…"
            self._known[wanted] = ", ".join(self._nearest(wanted)) or "—"
        return self._known[wanted]

    def _nearest(self, wanted: str) -> list[str]:
        found = [
            (score, fuzz.ratio(wanted, name), name, shown[name])
            for shown, scorer, least in (
                (self._names, fuzz.token_set_ratio, _ALIKE),
                (self._longer, fuzz.ratio, _ALIKE_BESIDE_A_STATE),
            )
            for name, score, _ in process.extract(wanted, list(shown), scorer=scorer, limit=None, score_cutoff=least)
        ]
        # Of names that have all the words, the one with the fewest others is the nearest.
        found.sort(key=lambda one: (-one[0], -one[1], one[2]))
        return list(dict.fromkeys(shown for *_, shown in found))[:_FEW]


class MunicipalityLookup:
    """The municipalities of some layers by key and by name.

    Parameters
    ----------
    layers : Layers
        With the table.
    confirmed : mapping
        Names that a person has said to mean a key, from the file's words to the key.
    """

    def __init__(self, layers: Layers, confirmed: Mapping[str, str]) -> None:
        table = layers.municipios
        self.row_of = {key: row for row, key in enumerate(table["cvegeo"])}
        self._title = dict(zip(table["cvegeo"], table["municipality"] + ", " + table["state"], strict=True))
        lengths = {len(key) for key in self.row_of if _is_digits(key)}
        self._length = lengths.pop() if len(lengths) == 1 and all(map(_is_digits, self.row_of)) else None
        self._pcodes = dict(zip(table["pcode"], table["cvegeo"], strict=True))
        self._state_of = dict(zip(table["cvegeo"], table["state_code"], strict=True))
        self._states = {normalise(name): code for code, name in layers.states.items() if normalise(name)}
        self._states |= {code: code for code in layers.states}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for key, name in zip(table["cvegeo"], table["municipality"], strict=True):
            self._by_name[_comparable(name)].append(key)
        self._confirmed = {_comparable(name): key for name, key in confirmed.items() if key in self.row_of}
        self._suggestions = Suggestions(*self._shown())

    def by_key(self, text: str) -> Parsed:
        """A key as it should be: lost zeros and P-codes are put right where only one key can be meant."""
        text = text.removesuffix(".0") if re.fullmatch(r"\d+\.0", text, flags=re.ASCII) else text
        if text in self.row_of:
            return Parsed(text)
        if text in self._pcodes:
            return Parsed(self._pcodes[text], "pcode", parts={"value": self._pcodes[text]})
        padded = "0" + text
        if self._length == len(padded) and _is_digits(text):
            if padded in self.row_of:
                return Parsed(padded, "lost_zeros", parts={"value": padded})
            return Parsed(refused="unknown_key")
        return Parsed(refused="unknown_key" if self._length == len(text) and _is_digits(text) else "not_key")

    def by_name(self, name: str, state: str | None) -> Parsed:
        """A key by its municipality's name, and its state's where it has to be told apart."""
        wanted = _comparable(name)
        keys = self._by_name.get(wanted, [])
        if state is not None:
            code = self._states.get(normalise(state), self._states.get(state.strip().zfill(2), state_key(state)))
            keys = [key for key in keys if self._state_of[key] == code]
        if len(keys) == 1:
            return Parsed(keys[0], "name_to_key", parts={"value": f"{keys[0]} ({self._title[keys[0]]})"})
        if wanted in self._confirmed and not keys:
            key = self._confirmed[wanted]
            return Parsed(key, "name_confirmed", parts={"value": f"{key} ({self._title[key]})"})
        if keys:
            return Parsed(refused="name_of_several", parts={"suggestions": self._titles(keys)})
        return Parsed(refused="unknown_name", parts={"suggestions": self._suggestions.near(name)})

    def others_named(self, key: str, name: str) -> str | None:
        """Whose name it is, where a name beside a key is another municipality's and not its own."""
        keys = self._by_name.get(_comparable(name), [])
        return self._titles(keys) if keys and key not in keys else None

    def locality(self, text: str, key: str) -> Parsed:
        """A locality's key of nine digits; its lost zero is put back where it then stands in its municipality."""
        text = text.removesuffix(".0") if re.fullmatch(r"\d+\.0", text, flags=re.ASCII) else text
        if self._length != len(key) or len(key) + 4 != _LOCALITY:
            return Parsed(text)  # another country's keys have other rules
        if len(text) == _LOCALITY - 1 and _is_digits(text) and ("0" + text).startswith(key):
            return Parsed("0" + text, "lost_zeros", parts={"value": "0" + text})
        if len(text) == _LOCALITY and _is_digits(text) and text.startswith(key):
            return Parsed(text)
        return Parsed(refused="locality_elsewhere", parts={"key": key})

    def _shown(self) -> tuple[dict[str, str], dict[str, str]]:
        names = {name: self._titles(keys) for name, keys in self._by_name.items()}
        with_state: dict[str, list[str]] = defaultdict(list)
        for key, title in self._title.items():
            with_state[normalise(title)].append(key)
        return names, {name: self._titles(keys) for name, keys in with_state.items()}

    def _titles(self, keys: Iterable[str]) -> str:
        keys = list(keys)
        shown = "; ".join(f"{key} {self._title[key]}" for key in keys[: 2 * _FEW])
        return shown + ("; …" if len(keys) > 2 * _FEW else "")


def _comparable(name: str) -> str:
    # A name without any Latin letter or digit has nothing left when it is normalised: it is compared as it is.
    return normalise(name) or name.strip().casefold()


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
