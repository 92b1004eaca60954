"""States as people write them: by key, official, short or abbreviated name, or another institution's code."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from layers.names import normalise
from layers.own.suggestions import Suggestions

#: Other names of Mexico's states, by our name. Codes: ISO 3166-2 with and without the country, HASC, and the civil
#: registry's two letters. Compared without accents, capitals, spaces and dots.
OTHER_NAMES: dict[str, str] = {
    "Aguascalientes": "Ags. | MX-AGU | AGU | MX.AG | AS",
    "Baja California": "B.C. | Baja California Norte | BCN | MX-BCN | MX.BN",
    "Baja California Sur": "B.C.S. | MX-BCS | MX.BS | BS",
    "Campeche": "Camp. | MX-CAM | CAM | MX.CM | CC",
    "Coahuila": "Coahuila de Zaragoza | Coah. | MX-COA | COA | MX.CA | CL",
    "Colima": "Col. | MX-COL | MX.CL | CM",
    "Chiapas": "Chis. | MX-CHP | CHP | MX.CP | CS",
    "Chihuahua": "Chih. | MX-CHH | CHH | MX.CH | CH",
    "Ciudad de México": (
        "CDMX | Cd. Mx. | Cd. de México | D.F. | Distrito Federal | México D.F. | Mexico City | MX-CMX | CMX | "
        "MX-DIF | DIF | MX.DF"
    ),
    "Durango": "Dgo. | MX-DUR | DUR | MX.DU | DG",
    "Guanajuato": "Gto. | MX-GUA | GUA | MX.GJ | GT",
    "Guerrero": "Gro. | MX-GRO | MX.GR | GR",
    "Hidalgo": "Hgo. | MX-HID | HID | MX.HI | HG",
    "Jalisco": "Jal. | MX-JAL | MX.JA | JC",
    "México": (
        "Edo. de México | Edo. Méx. | Edomex | Méx. | México, Estado de | State of Mexico | Mexico State | MX-MEX"
        " | MX.MX | MC"
    ),
    "Michoacán": "Michoacán de Ocampo | Mich. | MX-MIC | MIC | MX.MC | MN",
    "Morelos": "Mor. | MX-MOR | MX.MR | MS",
    "Nayarit": "Nay. | MX-NAY | MX.NA | NT",
    "Nuevo León": "N.L. | MX-NLE | NLE | MX.NL",
    "Oaxaca": "Oax. | MX-OAX | MX.OA | OC",
    "Puebla": "Pue. | MX-PUE | MX.PU | PL",
    "Querétaro": "Querétaro de Arteaga | Querétaro Arteaga | Qro. | MX-QUE | QUE | MX.QE | QT",
    "Quintana Roo": "Q. Roo | Q.R. | Quintana R. | MX-ROO | ROO | MX.QR | QR",
    "San Luis Potosí": "S.L.P. | San Luis P. | MX-SLP | MX.SL | SP",
    "Sinaloa": "Sin. | MX-SIN | MX.SI | SL",
    "Sonora": "Son. | MX-SON | MX.SO | SR",
    "Tabasco": "Tab. | MX-TAB | MX.TB | TC",
    "Tamaulipas": "Tamps. | Tamp. | MX-TAM | TAM | MX.TM | TS",
    "Tlaxcala": "Tlax. | MX-TLA | TLA | MX.TL | TL",
    "Veracruz": "Veracruz de Ignacio de la Llave | Veracruz Llave | Ver. | MX-VER | MX.VE | VZ",
    "Yucatán": "Yuc. | MX-YUC | MX.YU | YN",
    "Zacatecas": "Zac. | MX-ZAC | MX.ZA | ZS",
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
            others = OTHER_NAMES.get(name, "").split("|")
            # Institutions give some two letters to two states: of the two, none is taken. A prefix tells them apart.
            bare = [code.strip().removeprefix("MX.") for code in others if code.strip().startswith("MX.")]
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
    return normalise(name).replace(" ", "") or name.strip().casefold()
