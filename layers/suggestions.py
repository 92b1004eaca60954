"""The nearest of some names, for a person who wrote another."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz import fuzz, process

from layers.names import normalise

#: What is said where nothing is near.
NOTHING_NEAR = "—"

_FEW = 3
#: Characters of a text that are looked at, and texts that are looked up: each is compared with every name.
_CHARACTERS = _LOOKED_UP = 100
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
        wanted = normalise(text[:_CHARACTERS])
        if wanted not in self._known:
            if len(self._known) >= _LOOKED_UP:
                return "…"
            self._known[wanted] = ", ".join(self._nearest(wanted)) or NOTHING_NEAR
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
