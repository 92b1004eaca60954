"""Styles with which QGIS opens the layers of a GeoPackage: the colours and words of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET

_HEX = 16


class Look(NamedTuple):
    """How features of one value are drawn; ``size`` is a dot's diameter in mm; without one it is an area."""

    value: str
    label: str
    fill: str
    edge: str = "#ffffff"
    opacity: float = 1.0
    width: float = 0.1
    size: float | None = None
    line: str = "solid"


def categorised(column: str, looks: Sequence[Look]) -> str:
    """A QGIS style (QML) that draws each value of a column or expression in its own way, the last one on top."""
    document = ET.Element("qgis", {"version": "3.28.0", "styleCategories": "Symbology"})
    renderer = ET.SubElement(
        document, "renderer-v2", {"type": "categorizedSymbol", "attr": column, "symbollevels": "1"}
    )
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for number, look in enumerate(looks):
        place = {"symbol": str(number), "value": look.value, "label": look.label, "type": "string", "render": "true"}
        ET.SubElement(categories, "category", place)
        _symbol(symbols, str(number), look)
    return ET.tostring(document, encoding="unicode", xml_declaration=False)


def _symbol(symbols: ET.Element, name: str, look: Look) -> None:
    kind, drawn = ("fill", "SimpleFill") if look.size is None else ("marker", "SimpleMarker")
    symbol = ET.SubElement(symbols, "symbol", {"name": name, "type": kind, "alpha": "1", "clip_to_extent": "1"})
    layer = ET.SubElement(symbol, "layer", {"class": drawn, "enabled": "1", "locked": "0", "pass": name})
    options = ET.SubElement(layer, "Option", {"type": "Map"})
    settings = {
        "color": _colour(look.fill, look.opacity),
        "outline_color": _colour(look.edge, 1.0),
        "outline_style": look.line,
        "outline_width": f"{look.width:g}",
        "outline_width_unit": "MM",
        "style": "solid",
    }
    if look.size is not None:
        settings |= {"name": "circle", "size": f"{look.size:g}", "size_unit": "MM"}
    for key, value in settings.items():
        ET.SubElement(options, "Option", {"name": key, "type": "QString", "value": value})


def _colour(code: str, opacity: float) -> str:
    red, green, blue = (int(code[place : place + 2], _HEX) for place in (1, 3, 5))
    return f"{red},{green},{blue},{round(255 * opacity)}"
