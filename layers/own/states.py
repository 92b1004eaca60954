"""States as people write them: by key, official, short or abbreviated name, or another institution's code."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from layers.names import STATES, normalise
from layers.own.suggestions import Suggestions

#: Codes of Mexico's states by INEGI's key, beside the names that `layers.names` has: ISO 3166-2, HASC, and the civil
#: registry's two letters.
CODES: dict[str, str] = {
    "01": "MX-AGU MX.AG AS",
    "02": "MX-BCN MX.BN",
    "03": "MX-BCS MX.BS BS",
    "04": "MX-CAM MX.CM CC",
    "05": "MX-COA MX.CA CL",
    "06": "MX-COL MX.CL CM",
    "07": "MX-CHP MX.CP CS",
    "08": "MX-CHH MX.CH CH",
    "09": "MX-CMX MX-DIF MX.DF",
    "10": "MX-DUR MX.DU DG",
    "11": "MX-GUA MX.GJ GT",
    "12": "MX-GRO MX.GR GR",
    "13": "MX-HID MX.HI HG",
    "14": "MX-JAL MX.JA JC",
    "15": "MX-MEX MX.MX MC",
    "16": "MX-MIC MX.MC MN",
    "17": "MX-MOR MX.MR MS",
    "18": "MX-NAY MX.NA NT",
    "19": "MX-NLE MX.NL",
    "20": "MX-OAX MX.OA OC",
    "21": "MX-PUE MX.PU PL",
    "22": "MX-QUE MX.QE QT",
    "23": "MX-ROO MX.QR QR",
    "24": "MX-SLP MX.SL SP",
    "25": "MX-SIN MX.SI SL",
    "26": "MX-SON MX.SO SR",
    "27": "MX-TAB MX.TB TC",
    "28": "MX-TAM MX.TM TS",
    "29": "MX-TLA MX.TL TL",
    "30": "MX-VER MX.VE VZ",
    "31": "MX-YUC MX.YU YN",
    "32": "MX-ZAC MX.ZA ZS",
}

#: What may stand before a state's name.
_BEFORE = re.compile(r"^(?:estado libre y soberano de|estado de|edo de|entidad de|state of) ")
_KEY_AND_NAME = re.compile(r"0*(\d{1,3})[\s.:–-]+(\D.*)")  # noqa: RUF001 a dash as people type it


class StateLookup:
    """The states of some layers.

    Parameters
    ----------
    states : mapping
        Name of each state by its key.

    Examples
    --------
    >>> states = StateLookup({"20": "Oaxaca", "30": "Veracruz"})
    >>> states.key("Ver."), states.key("20 Oaxaca"), states.key("Wahaca")
    ('30', '20', None)
    """

    def __init__(self, states: Mapping[str, str]) -> None:
        self._keys: dict[str, str | None] = {}
        self._length = max(map(len, states), default=0)
        meant: dict[str, set[str]] = defaultdict(set)
        for key, name in states.items():
            is_ours = key in STATES and STATES[key][0] == name
            others = [*STATES[key][1:], *CODES[key].split()] if is_ours else []
            # Institutions give some two letters to two states: of the two, none is taken. A prefix tells them apart.
            bare = [code.removeprefix("MX.") for code in others if code.startswith("MX.")]
            for other in (name, *others, *bare):
                meant[_squashed(other)].add(key)
            for code in (key, f"MX{key}"):
                meant[_squashed(code)].add(key)
        meant.pop("", None)
        self._keys = {name: keys.pop() if len(keys) == 1 else None for name, keys in meant.items()}
        self._keys |= {_squashed(name): key for key, name in states.items() if _squashed(name)}
        self._suggestions = Suggestions({normalise(name): name for name in states.values()})

    def key(self, text: str) -> str | None:
        """The key of a state; None where it is unknown, or two can be meant."""
        both = _KEY_AND_NAME.fullmatch(text.strip())
        if both is not None:
            key = self.key(both[2])
            return key if key is not None and key == self.key(both[1]) else None
        digits = text.strip().removesuffix(".0").lstrip("0")
        if digits.isascii() and digits.isdigit():
            return self._keys.get(digits.zfill(self._length))
        name = normalise(text)
        # México is a state, and every state's name may follow "Estado de".
        return self._keys.get(_squashed(text)) or self._keys.get(_squashed(_BEFORE.sub("", name)))

    def near(self, text: str) -> str:
        """Names of states that are near a text."""
        return self._suggestions.near(text)


def _squashed(name: str) -> str:
    words = re.sub(r"\bnvo\b", "nuevo", re.sub(r"\bcalif\b", "california", normalise(name)))
    return words.replace(" ", "") or name.strip().casefold()
