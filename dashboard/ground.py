"""What the map draws about the municipalities: sea, neighbours' land, and the names that say where one is."""

from __future__ import annotations

from typing import Any

from exports.ground import areas, name_of
from layers import Layers
from vocabulary.colours import GROUND, NAMES
from words.catalogues import languages
from words.text import Text


def ground(layers: Layers) -> dict[str, Any]:
    """Colours and names, which no question changes.

    Returns
    -------
    dict
        ``colours`` of sea, land and borders, ``inks`` of names, and ``areas``: of each its ``kind`` (sea, country,
        state, capital), ``names`` by language, ``room`` (degrees) and ``at`` (longitude and latitude, the best place
        first), and a state's key as ``state``.
    """
    speakers = [Text(language) for language in languages()]
    named = [
        {
            "kind": area.kind,
            "room": area.room,
            "at": area.at,
            "names": {text.language: name_of(area, layers, text) for text in speakers},
            **({"state": area.id} if area.kind == "state" else {}),
        }
        for area in areas(layers)
    ]
    return {"colours": GROUND, "inks": NAMES, "areas": named}
