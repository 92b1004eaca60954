"""Why a file or a folder of roads is refused, in any language."""

from __future__ import annotations

from layers.errors import LayerError
from words.text import Text


class NetworkError(LayerError):
    """A network that cannot be used; the message is in English, `said` gives it in another language.

    Attributes
    ----------
    code : str
        Which fault it is: the words are those of ``network.fault.`` and it.
    parts : dict
        What the words are filled in with: text, whole numbers, shares (0-1).

    Examples
    --------
    >>> str(NetworkError("no_roads", file="roads.osm.pbf"))
    'roads.osm.pbf: found no road that can be driven'
    >>> NetworkError("no_roads", file="roads.osm.pbf").said(Text("es"))
    'roads.osm.pbf: no hay ningún camino por el que se pueda conducir'
    """

    def __init__(self, code: str, **parts: str | float) -> None:
        self.code, self.parts = code, parts
        super().__init__(self.said(Text("en")))

    def said(self, text: Text) -> str:
        """The message in a language."""
        parts = {name: _said(value, text) for name, value in self.parts.items()}
        return text(f"network.fault.{self.code}", **parts)


def _said(value: str | float, text: Text) -> str:
    if isinstance(value, str):
        return value
    return text.number(value) if isinstance(value, int) else text.percent(value)
