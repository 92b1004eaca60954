"""The 32 federal entities and CONAPO's four regions of migration: facts that no raw file carries in full.

Keys are INEGI's. Regions are CONAPO's (Índice de intensidad migratoria México-Estados Unidos).
"""

from __future__ import annotations

import pandas as pd

from vocabulary.lists import REGIONS

_TRADICIONAL, _NORTE, _CENTRO, _SUR_SURESTE = REGIONS.values()

_STATES: tuple[tuple[str, str, str], ...] = (
    ("01", "Aguascalientes", _TRADICIONAL),
    ("02", "Baja California", _NORTE),
    ("03", "Baja California Sur", _NORTE),
    ("04", "Campeche", _SUR_SURESTE),
    ("05", "Coahuila", _NORTE),
    ("06", "Colima", _TRADICIONAL),
    ("07", "Chiapas", _SUR_SURESTE),
    ("08", "Chihuahua", _NORTE),
    ("09", "Ciudad de México", _CENTRO),
    ("10", "Durango", _TRADICIONAL),
    ("11", "Guanajuato", _TRADICIONAL),
    ("12", "Guerrero", _SUR_SURESTE),
    ("13", "Hidalgo", _CENTRO),
    ("14", "Jalisco", _TRADICIONAL),
    ("15", "México", _CENTRO),
    ("16", "Michoacán", _TRADICIONAL),
    ("17", "Morelos", _CENTRO),
    ("18", "Nayarit", _TRADICIONAL),
    ("19", "Nuevo León", _NORTE),
    ("20", "Oaxaca", _SUR_SURESTE),
    ("21", "Puebla", _CENTRO),
    ("22", "Querétaro", _CENTRO),
    ("23", "Quintana Roo", _SUR_SURESTE),
    ("24", "San Luis Potosí", _TRADICIONAL),
    ("25", "Sinaloa", _NORTE),
    ("26", "Sonora", _NORTE),
    ("27", "Tabasco", _SUR_SURESTE),
    ("28", "Tamaulipas", _NORTE),
    ("29", "Tlaxcala", _CENTRO),
    ("30", "Veracruz", _SUR_SURESTE),
    ("31", "Yucatán", _SUR_SURESTE),
    ("32", "Zacatecas", _TRADICIONAL),
)


def states() -> pd.DataFrame:
    """The 32 states.

    Returns
    -------
    DataFrame
        ``state_code`` (two digits, text), ``state`` (short name), ``region`` (CONAPO's).
    """
    return pd.DataFrame(_STATES, columns=["state_code", "state", "region"])
