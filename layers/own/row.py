"""One row being read: which municipality and which place it means, and what it offers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import shapely

from layers.names import normalise
from layers.own.cells import Cells
from layers.own.components import COMPONENT_NAMES
from layers.own.crs import WGS84, check_crs, in_metres, look_swapped, same_crs, to_degrees
from layers.own.findings import MENDED
from layers.own.limits import SHAPE_VERTICES
from layers.own.lookup import is_gadm
from layers.own.places import parse_degrees, parse_place, unpack_degrees
from layers.own.values import Parsed, as_text, is_missing
from vocabulary.lists import COMPONENTS

#: Farther than any projected coordinate, metres; and what may be degrees, longitude and latitude swapped or not.
_FAR, _DEGREES = 1e9, 180.0
#: What stands between services in a sentence.
_AND = re.compile(r"\s+(?:y|e|and|&)\s+|\s*[/+]\s*")
#: A system of metres, for messages.
_EXAMPLE = "EPSG:32614"

Record: TypeAlias = dict[str, Any]


class Row(Cells):
    """A row of a file, as the modules of `layers.own.kinds` read it."""

    def components(self, field: str) -> tuple[str, ...]:
        """Ids of components, each once: of free text, those that it names exactly; what else it says is listed."""
        found: dict[str, None] = {}
        others = []
        texts = [part for text in self.names(field) if not is_missing(text) for part in _services(text)]
        for text in texts:
            known = text if text in COMPONENTS else COMPONENT_NAMES.get(normalise(text))
            if known is None:
                others.append(text)
                continue
            if known != text:
                self.find(MENDED, field, "written_otherwise", text, value=known)
            found[known] = None
        # What is written as an id was meant as one: its slip of the pen is no other service.
        if others and (not found or any("_" in text for text in others)):
            near = self.context.suggest("components", COMPONENTS, others[0])
            self.refuse(field, "unknown_component", "; ".join(others), suggestions=near)
        elif others:
            self.find(MENDED, field, "component_left_out", "; ".join(others))
        return tuple(found)

    def municipalities(self, field: str) -> tuple[str, ...]:
        """A list of municipalities by key or by name, each once."""
        lookup, state = self.context.municipalities, self._state()
        keys = []
        for text in self.names(field):
            by_key = any(letter.isdigit() for letter in text) and not lookup.knows(text)
            found = lookup.by_key(text, state) if by_key else lookup.by_name(text, state)
            if found.refused and (code := lookup.states.key(text)):
                found = Parsed(refused="state_alone", parts={"key": code})
            keys.append(self._note(field, text, found))
        return tuple(dict.fromkeys(key for key in keys if key is not None))

    def municipality(self) -> str | None:
        """The key of the row's municipality: by ``cvegeo`` and ``state``, else by ``municipality`` and ``state``."""
        lookup = self.context.municipalities
        text, name = self.text("cvegeo"), self.text("municipality")
        if text is not None and name is not None and is_gadm(text):
            text = None  # GADM numbers municipalities in its own way: the name says which it is
        if text is None and name is None:
            if not self.refused:
                field = "cvegeo" if "cvegeo" in self.context.columns else "municipality"
                self.refuse(field, "missing_value")
            return None
        state = self._state(required=text is None or lookup.needs_state(text))
        if self.refused:
            return None
        if text is None:
            assert name is not None
            return self._note("municipality", name, lookup.by_name(name, state))
        key = self._note("cvegeo", text, lookup.by_key(text, state))
        if key is None:
            return None
        others = None if name is None else lookup.others_named(key, name)
        if others is not None:
            self.refuse("municipality", "key_and_name_differ", name, key=key, others=others)
        elif state is not None and not lookup.is_in(key, state):
            self.refuse("state", "key_and_state_differ", self.cell("state"), key=key)
        return key

    def locality(self, key: str | None) -> str | None:
        """The key of the row's locality, in the municipality of a key; the column of municipalities may have it too."""
        lookup = self.context.municipalities
        if key is None:
            return None
        if is_missing(self.cell("locality_key")):
            text = as_text(self.cell("cvegeo")) or ""
            return lookup.locality(text, key).value if lookup.is_locality(text) else None
        given = self.text("locality_key")
        return None if given is None else self._note("locality_key", given, lookup.locality(given, key))

    def read_shape(self) -> None:
        """Take the row's geometry from the column that has it as text."""
        value = self._known("geometry") if self.context.table.geometries is None else None
        if value is None:
            return
        found = parse_place(value)
        if found is None:
            self.refuse("geometry", "not_place", value)
            return
        shape, change = found.shape, self.context.to_degrees
        if shapely.get_num_coordinates(shape) > SHAPE_VERTICES:
            self.refuse("geometry", "too_broken", shape.geom_type, most=SHAPE_VERTICES)
            return
        if found.srid is not None:
            change = self._change(found.srid)
        if change is not None:
            shape = shapely.transform(shape, lambda xy: np.column_stack(change(xy[:, 0], xy[:, 1])))
        elif in_metres(*shape.bounds[:2]):
            self.refuse("geometry", "looks_like_metres", value, crs=_EXAMPLE)
            return
        elif found.pair:
            assert isinstance(shape, shapely.Point)
            self.find(MENDED, "geometry", "pair_read", value, lon=f"{shape.x:.7g}", lat=f"{shape.y:.7g}")
        self.shape = shape

    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude of the row's point; None where it has none, or it was refused."""
        if isinstance(self.shape, shapely.Point):
            return self.place(self.place_field, self.shape.x, self.shape.y)
        given = [self._coordinate(field) for field in ("lon", "lat")]
        if given == [None, None] or self.refused:
            return None
        if None in given:
            self.refuse("lon" if given[0] is None else "lat", "missing_value")
            return None
        found = self._in_degrees(*(float(value or 0.0) for value in given))
        return None if found is None else self.place(self.place_field, *found)

    @property
    def place_field(self) -> str:
        """The field that a finding about the row's place names."""
        return "lon" if "lon" in self.context.columns else "geometry"

    def place(self, field: str, lon: float, lat: float) -> tuple[float, float] | None:
        """A place in the country's box, put right where it is so in it and the person agreed; else refused."""
        extent, answers = self.context.layers.extent, self.context.answers
        if extent.holds((lon, lat, lon, lat)):
            return lon, lat
        found = f"{lon:g}, {lat:g}"
        for code, suspected, agreed, (x, y) in (
            ("swapped", "swapped_suspected", answers.swap, (lat, lon)),
            ("sign", "sign_suspected", answers.west, (-lon, lat)),
            ("swapped", "swapped_suspected", answers.swap and answers.west, (-lat, lon)),
        ):
            if not extent.holds((x, y, x, y)):
                continue
            if agreed:
                self.find(MENDED, field, code, found, value=f"{x:g}, {y:g}")
                return x, y
            self.refuse(field, suspected, found)
            return None
        if look_swapped(lon, lat) and not answers.swap:
            self.refuse(field, "swapped_suspected", found)
        else:
            self.refuse(field, "outside_country", found, country=extent.country)
        return None

    def _coordinate(self, field: str) -> float | None:
        """A number of a place: degrees, however they are written, or another unit of length."""
        value = self._known(field)
        if value is None:
            return None
        number = self._parsed(field, value, -_FAR, _FAR)
        degrees = parse_degrees(value) if number.refused and isinstance(value, str) else None
        if degrees is None:
            return self._note(field, value, number)
        self.find(MENDED, field, "degrees_read", value, value=f"{degrees:.7g}")
        return degrees

    def _in_degrees(self, x: float, y: float) -> tuple[float, float] | None:
        context = self.context
        if context.to_degrees is not None:
            lon, lat = context.to_degrees(x, y)
            if np.isfinite(lon) and np.isfinite(lat):
                return lon, lat
            self.refuse("lon", "outside_country", f"{x}, {y}", country=context.layers.extent.country)
            return None
        if max(abs(x), abs(y)) <= _DEGREES:
            return x, y
        packed = unpack_degrees(x), unpack_degrees(y)
        for lon, lat in ((packed[0], packed[1]), (-(packed[0] or 0.0), packed[1])):
            if lon is not None and lat is not None and context.layers.extent.holds((lon, lat, lon, lat)):
                self.find(MENDED, "lon", "degrees_read", f"{x:.12g}, {y:.12g}", value=f"{lon:.7g}, {lat:.7g}")
                return lon, lat
        if in_metres(x, y):
            self.refuse("lon", "looks_like_metres", f"{x:.12g}, {y:.12g}", crs=_EXAMPLE)
        else:
            field, value = ("lon", x) if abs(x) > _DEGREES else ("lat", y)
            self.refuse(field, "out_of_bounds", f"{value:.12g}", low="-180", high="180", unit="degrees")
        return None

    def _change(self, srid: int) -> Callable[..., Any] | None:
        """What turns a system that a cell names into degrees."""
        changes = self.context.changes
        if srid not in changes:
            crs = check_crs(f"EPSG:{srid}", self.context.name)
            changes[srid] = None if same_crs(crs, WGS84) else to_degrees(crs)
        return changes[srid]

    def _state(self, *, required: bool = False) -> str | None:
        """The key of the row's state; where it is needed and unknown, the fault is the state's."""
        text, states = self.text("state"), self.context.municipalities.states
        key = None if text is None or is_missing(text) else states.key(text)
        if required and key is None and text is not None and not is_missing(text):
            self.refuse("state", "unknown_state", text, suggestions=states.near(text))
        return key


def _services(text: str) -> list[str]:
    """The services in a part of a list: as it is where it names one, else ids as survey tools join them, or "and"."""
    if text in COMPONENTS or normalise(text) in COMPONENT_NAMES:
        return [text]
    if set(text.split()) <= set(COMPONENTS):
        return text.split()
    return [part.strip(" .") for part in _AND.split(text) if part.strip(" .")]
