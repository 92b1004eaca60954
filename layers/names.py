"""Names of places as people type them."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection
from functools import cache

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
    "09": ("Ciudad de México", "CDMX", "CMX", "Cd. de México", "Cd. México", "Distrito Federal", "DF", "México, D.F."),
    "10": ("Durango", "Dgo", "DUR"),
    "11": ("Guanajuato", "Gto", "GUA"),
    "12": ("Guerrero", "Gro", "GRO"),
    "13": ("Hidalgo", "Hgo", "HID"),
    "14": ("Jalisco", "Jal"),
    "15": ("México", "Mex", "Edomex", "Edo. Méx.", "Edo. México"),
    "16": ("Michoacán", "Michoacán de Ocampo", "Mich", "MIC"),
    "17": ("Morelos", "Mor"),
    "18": ("Nayarit", "Nay"),
    "19": ("Nuevo León", "NL", "NLE"),
    "20": ("Oaxaca", "Oax"),
    "21": ("Puebla", "Pue"),
    "22": ("Querétaro", "Querétaro de Arteaga", "Qro", "QUE"),
    "23": ("Quintana Roo", "QR", "Q. Roo", "ROO"),
    "24": ("San Luis Potosí", "SLP"),
    "25": ("Sinaloa", "Sin"),
    "26": ("Sonora", "Son"),
    "27": ("Tabasco", "Tab"),
    "28": ("Tamaulipas", "Tamps", "TAM"),
    "29": ("Tlaxcala", "Tlax", "TLA"),
    "30": ("Veracruz", "Veracruz de Ignacio de la Llave", "Veracruz-Llave", "Ver"),
    "31": ("Yucatán", "Yuc"),
    "32": ("Zacatecas", "Zac"),
}

#: What may stand before a state's name.
_TITLES = ("", "estadode", "edode", "estadolibreysoberanode")
_NEAREST = 3


def normalise(text: str) -> str:
    """Text for comparing names: no accents, no capitals, letters and digits in words with single spaces.

    Examples
    --------
    >>> normalise("San José del Progreso")
    'san jose del progreso'
    """
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def slug(name: str) -> str:
    """A name as an id: without accents or capitals, its words joined by hyphens.

    Examples
    --------
    >>> slug("Casa del Retorno")
    'casa-del-retorno'
    """
    return normalise(name).replace(" ", "-")


def state_key(text: str) -> str | None:
    """INEGI's key of a state by its key, with or without its zero, or any of its names; None where it is none.

    Accents, capitals, dots and spaces do not matter.

    Examples
    --------
    >>> [state_key(text) for text in ("Estado de México", "EDOMEX", "Coahuila de Zaragoza", "N.L.", "7", "Texas")]
    ['15', '15', '05', '19', '07', None]
    """
    return _state_words().get(_squeezed(text))


def state_choices(text: str, keys: Collection[str] = tuple(STATES)) -> str:
    """What a state that is none of those with some keys may have meant: up to three names, else the keys' range.

    Examples
    --------
    >>> state_choices("Oaxca"), state_choices("Texas")
    ('Oaxaca', '01, ..., 32')
    """
    words = {word: key for word, key in _state_words().items() if key in keys and not word.isdigit()}
    found = difflib.get_close_matches(_squeezed(text), words, n=3 * _NEAREST, cutoff=0.7)
    near = list(dict.fromkeys(state_title(words[word]) for word in found))[:_NEAREST]
    return ", ".join(near) or f"{min(keys)}, ..., {max(keys)}"


def state_title(key: str) -> str:
    """A state's name where it stands alone: that of 15 is the country's, too.

    Examples
    --------
    >>> state_title("15"), state_title("20")
    ('Estado de México', 'Oaxaca')
    """
    return f"Estado de {STATES[key][0]}" if key == "15" else STATES[key][0]


@cache
def _state_words() -> dict[str, str]:
    words = {title + _squeezed(name): key for key, names in STATES.items() for name in names for title in _TITLES}
    return words | {key: key for key in STATES} | {key.lstrip("0"): key for key in STATES}


def _squeezed(text: str) -> str:
    return normalise(text).replace(" ", "")
