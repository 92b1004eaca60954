"""States as people write them: by key, official, short or abbreviated name, or another institution's code."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType

from layers.names import normalise
from layers.suggestions import NOTHING_NEAR, Suggestions

#: The 32 states by INEGI's key: the name that our tables have, then other ones: official, old, short, abbreviated.
STATES: dict[str, tuple[str, ...]] = {
    "01": ("Aguascalientes", "Ags", "AGU"),
    "02": ("Baja California", "Baja California Norte", "BC", "BCN"),
    "03": ("Baja California Sur", "BCS"),
    "04": ("Campeche", "Camp", "CAM"),
    "05": ("Coahuila", "Coahuila de Zaragoza", "Coah", "COA"),
    "06": ("Colima", "Col"),
    "07": ("Chiapas", "Chis", "CHP"),
    "08": ("Chihuahua", "Chih", "CHH"),
    "09": (
        *("Ciudad de México", "CDMX", "CMX", "Cd. de México", "Cd. México", "Cd. Mx.", "Distrito Federal", "DF", "DIF"),
        *("México, D.F.", "Mexico City"),
    ),
    "10": ("Durango", "Dgo", "DUR"),
    "11": ("Guanajuato", "Gto", "GUA"),
    "12": ("Guerrero", "Gro", "GRO"),
    "13": ("Hidalgo", "Hgo", "HID"),
    "14": ("Jalisco", "Jal"),
    "15": ("México", "Mex", "Edomex", "Edo. Méx.", "Edo. México", "México, Estado de", "Mexico State"),
    "16": ("Michoacán", "Michoacán de Ocampo", "Mich", "MIC"),
    "17": ("Morelos", "Mor"),
    "18": ("Nayarit", "Nay"),
    "19": ("Nuevo León", "NL", "NLE"),
    "20": ("Oaxaca", "Oax"),
    "21": ("Puebla", "Pue"),
    "22": ("Querétaro", "Querétaro de Arteaga", "Querétaro Arteaga", "Qro", "QUE"),
    "23": ("Quintana Roo", "QR", "Q. Roo", "Quintana R.", "ROO"),
    "24": ("San Luis Potosí", "SLP", "San Luis P."),
    "25": ("Sinaloa", "Sin"),
    "26": ("Sonora", "Son"),
    "27": ("Tabasco", "Tab"),
    "28": ("Tamaulipas", "Tamps", "Tamp", "TAM"),
    "29": ("Tlaxcala", "Tlax", "TLA"),
    "30": ("Veracruz", "Veracruz de Ignacio de la Llave", "Veracruz Llave", "Ver"),
    "31": ("Yucatán", "Yuc"),
    "32": ("Zacatecas", "Zac"),
}

#: Codes of Mexico's states by INEGI's key, beside their names: ISO 3166-2, HASC, and the civil
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

_MEXICO = MappingProxyType({key: names[0] for key, names in STATES.items()})

#: What may stand before a state's name.
_BEFORE = re.compile(r"^(?:estado libre y soberano de|estado de|edo de|entidad de|state of) ")
_KEY_AND_NAME = re.compile(r"0*(\d{1,3})[\s.:–-]+(\D.*)")  # noqa: RUF001 a dash as people type it


class StateLookup:
    """The states of some layers.

    Parameters
    ----------
    states : mapping, optional
        Name of each state by its key; without them Mexico's.

    Examples
    --------
    >>> states = StateLookup({"20": "Oaxaca", "30": "Veracruz"})
    >>> states.key("Ver."), states.key("20 Oaxaca"), states.key("Wahaca")
    ('30', '20', None)
    """

    def __init__(self, states: Mapping[str, str] = _MEXICO) -> None:
        self._states = states
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
        self._suggestions = Suggestions({normalise(name): state_title(key, name) for key, name in states.items()})

    def key(self, text: str) -> str | None:
        """The key of a state; None where it is unknown, or two can be meant."""
        both = _KEY_AND_NAME.fullmatch(text.strip())
        if both is not None:
            key = self.key(both[2])
            return key if key is not None and key == self.key(both[1]) else None
        digits = text.strip().removesuffix(".0").lstrip("0")
        if digits.isascii() and digits.isdigit():
            return self._keys.get(digits.zfill(self._length))
        # México is a state, and every state's name may follow "Estado de".
        return self._keys.get(_squashed(text)) or self._keys.get(_squashed(_bare(text)))

    def near(self, text: str) -> str:
        """Names of states that are near a text, as `layers.suggestions.Suggestions.near` tells them."""
        return self._suggestions.near(_bare(text))

    def choices(self, text: str) -> str:
        """What a state that is none of these may have meant: the names that are near, else the keys' range.

        Examples
        --------
        >>> StateLookup().choices("Oaxca"), StateLookup().choices("Texas")
        ('Oaxaca', '01, ..., 32')
        """
        near = self.near(text)
        return near if near != NOTHING_NEAR else f"{min(self._states)}, ..., {max(self._states)}"


def _bare(text: str) -> str:
    return _BEFORE.sub("", normalise(text))


def _squashed(name: str) -> str:
    words = re.sub(r"\bnvo\b", "nuevo", re.sub(r"\bcalif\b", "california", normalise(name)))
    return words.replace(" ", "") or name.strip().casefold()


def state_title(key: str, name: str) -> str:
    """A state's name where it stands alone: that of 15 is the country's, too.

    Examples
    --------
    >>> state_title("15", "México"), state_title("20", "Oaxaca")
    ('Estado de México', 'Oaxaca')
    """
    return f"Estado de {name}" if (key, name) == ("15", STATES["15"][0]) else name
