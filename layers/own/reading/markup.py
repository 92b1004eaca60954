"""KML, KMZ and GPX: XML read as it comes, so that nothing in it is followed, expanded or kept that is not a place.

GDAL reads these too, but nobody can tell it which of its drivers to take for text, and one of them opens whatever other
file or address the text names.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.own.answers import Options
from layers.own.crs import WGS84
from layers.own.findings import REFUSED, WARNED, Finding, OwnError, shorten
from layers.own.limits import CELL_CHARACTERS, VERTICES
from layers.own.reading.archive import entries_of, names_in
from layers.own.reading.shapes import Feature, check_size, choose_layer, with_shapes
from layers.own.reading.table import Format, Table, header_of

_HEAD = 4096
_PLACEMARK = {"name", "description", "address", "phoneNumber", "begin", "end", "when", "Snippet"}
_WAYPOINT = {"name", "desc", "cmt", "type", "sym", "time", "ele"}
_HOLDERS = {"Document", "Folder"}
_LEAST_POINTS = {"Point": 1, "LineString": 2, "LinearRing": 4}


@dataclass
class _Place:
    """What one row is made of, as it is read."""

    cells: dict[str, str] = field(default_factory=dict)
    shapes: list[BaseGeometry] = field(default_factory=list)
    fault: str = ""


@dataclass
class _Folder:
    name: str = ""
    places: list[_Place] = field(default_factory=list)


class _Xml:
    """XML walked once: names without their namespaces; a document type, and with it entities, is refused."""

    def __init__(self, name: str, form: str) -> None:
        self.name, self.form = name, form
        self.path: list[str] = []
        self.folders: list[_Folder] = []
        self.seen: Counter[str] = Counter()
        self._text: list[str] | None = None

    def walk(self, data: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._finish
        parser.CharacterDataHandler = self._take
        parser.StartDoctypeDeclHandler = self._refuse
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            if isinstance(error, OwnError):
                raise
            line = getattr(error, "lineno", 1)
            raise OwnError.of(self.name, "broken_xml", line=line, formats=self.form) from error

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str, text: str) -> None:
        """An element ends, with the text since it began if `wanted`."""

    def wanted(self, tag: str) -> bool:
        """Whether the text of an element is of use."""
        return bool(tag)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        self.path.append(tag)
        self._text = [] if self.wanted(tag) else None
        self.start(tag, attributes)

    def _finish(self, _: str) -> None:
        text = "" if self._text is None else "".join(self._text).strip()
        self._text = None
        self.end(self.path.pop(), text)

    def _take(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _refuse(self, *_: Any) -> None:
        raise OwnError.of(self.name, "xml_entities")

    def count_rows(self) -> None:
        self.seen["row"] += 1
        check_size(1, self.seen["row"], self.name)


class _Kml(_Xml):
    """Folders of placemarks: each its own layer."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "kml")
        self._open: list[_Folder] = []
        self._place: _Place | None = None
        self._column = ""
        self._rings: list[np.ndarray] = []
        self._points: np.ndarray | None = None

    def wanted(self, tag: str) -> bool:
        if self._place is None:
            return tag == "name"
        return tag in _PLACEMARK or tag in {"value", "SimpleData", "coordinates"}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _HOLDERS:
            self.folders.append(_Folder())
            self._open.append(self.folders[-1])
        elif tag == "Placemark":
            self.count_rows()
            self._place = _Place()
            if not self._open:
                self.folders.append(_Folder())
                self._open.append(self.folders[-1])
            self._open[-1].places.append(self._place)
        elif tag in {"Data", "SimpleData"}:
            self._column = attributes.get("name", "")
        elif tag == "Polygon":
            self._rings = []
        elif tag in {"NetworkLink", "Track", "Model"}:
            self.seen[tag] += 1

    def end(self, tag: str, text: str) -> None:
        parent = self.path[-1] if self.path else ""
        if self._place is None:
            if tag == "name" and parent in _HOLDERS and self._open:
                self._open[-1].name = shorten(text)
            elif tag in _HOLDERS:
                self._open.pop()
        elif tag == "Placemark":
            self._place = None
        elif tag == "coordinates":
            self._points = self._coordinates(text)
        elif tag in _LEAST_POINTS or tag == "Polygon":
            self._shape(tag, parent)
        elif tag in {"value", "SimpleData"}:
            self._cell(self._column, text)
        elif tag in _PLACEMARK and parent in {"Placemark", "TimeSpan", "TimeStamp"}:
            self._cell(tag, text)

    def _cell(self, column: str, text: str) -> None:
        assert self._place is not None
        if text and column and column not in self._place.cells:
            self._place.cells[column] = text[: CELL_CHARACTERS + 1]

    def _coordinates(self, text: str) -> np.ndarray:
        """Tuples of longitude, latitude and maybe height, people's spaces about the commas aside."""
        assert self._place is not None
        tuples = [place.split(",")[:2] for place in re.sub(r"\s*,\s*", ",", text).split()]
        self.seen["vertex"] += len(tuples)
        if self.seen["vertex"] > VERTICES:
            raise OwnError.of(self.name, "too_many", found=f"more than {VERTICES}", what="vertices", most=VERTICES)
        try:
            return np.array(tuples, dtype="float64").reshape(-1, 2)
        except ValueError:
            self._place.fault = self._place.fault or shorten(text)
            return np.empty((0, 2))

    def _shape(self, tag: str, parent: str) -> None:
        assert self._place is not None
        points, self._points = self._points, None
        if tag == "Polygon":
            if self._rings:
                self._place.shapes.append(shapely.Polygon(self._rings[0], self._rings[1:]))
            return
        if points is None or not len(points):
            return
        if tag == "LinearRing" and (points[0] != points[-1]).any():
            points = np.vstack([points, points[:1]])
        if len(points) < _LEAST_POINTS[tag] or not np.isfinite(points).all():
            self._place.fault = self._place.fault or shorten(points.tolist())
        elif tag == "LinearRing" and parent == "outerBoundaryIs":
            self._rings = [points]
        elif tag == "LinearRing" and parent == "innerBoundaryIs":
            self._rings.append(points)
        else:
            self._place.shapes.append(shapely.Point(points[0]) if tag == "Point" else shapely.LineString(points))


class _Gpx(_Xml):
    """Waypoints."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "gpx")
        self.folders = [_Folder("waypoints")]
        self._place: _Place | None = None

    def wanted(self, tag: str) -> bool:
        return self._place is not None and tag in _WAYPOINT

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.seen[tag] += tag in {"trk", "rte"}
        if tag != "wpt":
            return
        self.count_rows()
        self._place = _Place()
        self.folders[0].places.append(self._place)
        try:
            lon, lat = (float(attributes[axis]) for axis in ("lon", "lat"))
        except (KeyError, ValueError):
            self._place.fault = shorten(attributes)
        else:
            self._place.shapes.append(shapely.Point(lon, lat))

    def end(self, tag: str, text: str) -> None:
        if tag == "wpt":
            self._place = None
        elif self._place is not None and tag in _WAYPOINT and text and self.path[-1] == "wpt":
            self._place.cells[tag] = text[: CELL_CHARACTERS + 1]


def read_kml(data: bytes, name: str, options: Options) -> Table:
    """A table from one folder of KML: the placemarks that stand in it, with what they say of themselves.

    Raises
    ------
    OwnError
        Where it is damaged, too large, has no placemarks (a link to another file alone, say), or no such folder.
    """
    found = _Kml(name)
    found.walk(data)
    folders = [folder for folder in found.folders if folder.places]
    if not folders:
        raise OwnError.of(name, "kml_link" if found.seen["NetworkLink"] else "kml_empty")
    names: list[str] = []
    for place, folder in enumerate(folders, start=1):
        title = folder.name or f"folder {place}"
        number = 1 + sum(other == title for other in names)
        names.append(title if number == 1 else f"{title} ({number})")
    table = Table("kml", (), [], [], crs=WGS84)
    chosen = choose_layer(dict.fromkeys(names), options.layer, table, name)
    if found.seen["NetworkLink"]:
        table.findings.append(Finding(None, "", WARNED, "links", "", {"count": found.seen["NetworkLink"]}))
    return _fill(table, folders[names.index(chosen)].places, name)


def read_kmz(data: bytes, name: str, options: Options) -> Table:
    """A table from the KML in a packed file.

    Raises
    ------
    OwnError
        As `read_kml`, and where it cannot be unpacked.
    """
    entries = {path: text for path, text in entries_of(data, name).items() if path.lower().endswith(".kml")}
    # The first at the top is the one that is meant, as the standard has it; others are what it links to.
    first = min(entries, key=lambda path: (path.count("/"), path.lower() != "doc.kml"))
    return read_kml(entries[first], name, options)


def read_gpx(data: bytes, name: str, _: Options) -> Table:
    """A table from the waypoints of GPX.

    Raises
    ------
    OwnError
        Where it is damaged, too large, or has no waypoints.
    """
    found = _Gpx(name)
    found.walk(data)
    places = found.folders[0].places
    if not places:
        raise OwnError.of(name, "gpx_tracks", tracks=found.seen["trk"], routes=found.seen["rte"])
    return _fill(Table("gpx", (), [], [], crs=WGS84), places, name)


def _looks_like(root: str) -> re.Pattern[bytes]:
    return re.compile(rb"<(?:\w+:)?" + root.encode() + rb"[\s/>]")


def _is(root: str, data: bytes) -> bool:
    head = data[:_HEAD].replace(b"\0", b"")
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") and bool(_looks_like(root).search(head))


KML = Format(lambda data: _is("kml", data), read_kml)
GPX = Format(lambda data: _is("gpx", data), read_gpx)
#: Packed, and neither a workbook nor a shapefile.
KMZ = Format(lambda data: any(entry.lower().endswith(".kml") for entry in names_in(data)), read_kmz)


def _fill(table: Table, places: list[_Place], name: str) -> Table:
    columns: dict[str, None] = {}
    for place in places:
        columns.update(dict.fromkeys(place.cells))
        check_size(len(columns), len(places), name)
    table.columns = header_of(list(columns), name, table.findings) if columns else ()
    features: list[Feature] = []
    for number, place in enumerate(places, start=1):
        if place.fault:
            reason = {"reason": "coordinates are pairs of longitude and latitude"}
            table.findings.append(Finding(number, "geometry", REFUSED, "broken_geometry", place.fault, reason))
            continue
        cells = tuple(place.cells.get(column) for column in columns)
        features.append((number, cells, _together(place.shapes)))
    return with_shapes(table, features, name)


def _together(shapes: list[BaseGeometry]) -> BaseGeometry | None:
    return shapes[0] if len(shapes) == 1 else shapely.GeometryCollection(shapes)
