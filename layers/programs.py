"""The programs that help returned migrants, and their sites: one GeoJSON feature a site.

A site's catchment is a polygon if its geometry is one, else the municipalities it serves if any are named, else a
circle of its own reach, or of the question's where the catalogue gives none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from layers.errors import Constraint, LayerError
from layers.program_records import NotFound, Site, View
from layers.rows import each_row
from vocabulary.lists import COMPONENTS, CURRENT, HYPOTHETICAL

FILE = "programs.geojson"

#: The program that a question's hypothetical sites belong to; no catalogue has it.
WHAT_IF = "what-if"

#: How sure an answer is looks at it in every view: their number is work.
_MOST_VIEWS = 50

#: The view of a catalogue that does not name it: the default question asks about it.
_TODAY = View(id=CURRENT, name_es="Hoy", name_en="Today")


@dataclass(frozen=True, eq=False)
class Programs:
    """The catalogue: records in the order of ``site_id``, their geometries, the named views, the edition (year).

    ``not_found`` tells what was looked for in vain; a person's own catalogue may leave it out. The view `CURRENT` is in
    every catalogue, as its open sites are in that view.
    """

    records: tuple[Site, ...]
    geometries: tuple[BaseGeometry | None, ...]
    views: tuple[View, ...]
    edition: int
    file: str = FILE
    not_found: tuple[NotFound, ...] = ()

    def __post_init__(self) -> None:
        if not self.has_view(CURRENT):
            object.__setattr__(self, "views", (_TODAY, *self.views))

    @cached_property
    def sites(self) -> pd.DataFrame:
        """The sites that have a place, ordered by ``site_id``.

        Returns
        -------
        DataFrame
            ``site_id``, ``program_id``, ``program`` and ``site`` (Spanish names), ``program_en``, ``site_en``, ``lon``,
            ``lat`` (degrees; a polygon's inside point), ``since``, ``until`` (years, missing where unknown or open),
            ``reach_km``, ``reach_min`` (both missing where the question's applies), ``components``, ``announced``,
            ``views``, ``served``
            (tuples), ``eligibility``, ``precision``, ``kind``, ``sureness`` (missing where the catalogue
            does not say), ``polygon`` (a geometry or None).
        """
        rows = []
        for record, geometry in zip(self.records, self.geometries, strict=True):
            if geometry is None:
                continue
            point = geometry if isinstance(geometry, shapely.Point) else geometry.representative_point()
            rows.append(
                {
                    "site_id": record.site_id,
                    "program_id": record.program_id,
                    "program": record.name_es,
                    "program_en": record.name_en,
                    "site": record.site_es or record.name_es,
                    "site_en": record.site_en or record.site_es or record.name_en,
                    "lon": point.x,
                    "lat": point.y,
                    "since": record.since,
                    "until": record.until,
                    "reach_km": record.reach_km,
                    "reach_min": record.reach_min,
                    "components": record.components,
                    "announced": record.announced,
                    "eligibility": record.eligibility,
                    "views": record.views,
                    "served": record.served,
                    "precision": record.precision,
                    "kind": record.kind,
                    "sureness": record.sureness,
                    "polygon": None if point is geometry else geometry,
                }
            )
        frame = pd.DataFrame(rows, columns=_SITE_COLUMNS)
        for year in ("since", "until"):
            frame[year] = frame[year].astype("Int64")
        frame = frame.astype({"reach_km": "float64", "reach_min": "float64"})
        frame["sureness"] = frame["sureness"].astype("str")
        return frame

    def with_hypothetical(self, places: Iterable[tuple[str, str, float, float]]) -> Programs:
        """The catalogue with hypothetical sites that help anyone with all 14 components, as far as the question says.

        Parameters
        ----------
        places
            For each site the rest of its id, its name, longitude and latitude (degrees, EPSG:4326).

        Examples
        --------
        >>> more = layers.programs.with_hypothetical([("20537", "Nochixtlán", -97.22, 17.46)])
        >>> len(more.sites) - len(layers.programs.sites)
        1
        """
        pairs = list(zip(self.records, self.geometries, strict=True))
        for name, words, lon, lat in places:
            record = Site(
                site_id=f"{WHAT_IF}-{name}",
                program_id=WHAT_IF,
                name_es="Sede hipotética",
                name_en="Hypothetical site",
                site_es=f"{words} (sede hipotética)",
                site_en=f"{words} (hypothetical site)",
                kind=HYPOTHETICAL,
                components=COMPONENTS,
            )
            pairs.append((record, shapely.Point(lon, lat)))
        return catalogue(pairs, self.views, self.edition, self.file, self.not_found)

    def has_view(self, name: str) -> bool:
        """Whether a view is in the catalogue.

        Examples
        --------
        >>> layers.programs.has_view("imrc-2014"), layers.programs.has_view("paisano")
        (True, False)
        """
        return any(view.id == name for view in self.views)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids of all programs, those without a place too, in order."""
        return tuple(sorted({record.program_id for record in self.records}))


_SITE_COLUMNS = [
    "site_id",
    "program_id",
    "program",
    "program_en",
    "site",
    "site_en",
    "lon",
    "lat",
    "since",
    "until",
    "reach_km",
    "reach_min",
    "components",
    "announced",
    "eligibility",
    "views",
    "served",
    "precision",
    "kind",
    "sureness",
    "polygon",
]


def catalogue(
    pairs: Iterable[tuple[Site, BaseGeometry | None]],
    views: tuple[View, ...],
    edition: int,
    file: str,
    not_found: tuple[NotFound, ...] = (),
) -> Programs:
    """The catalogue of some records with their places, in the order of ``site_id``.

    Raises
    ------
    LayerError
        Where an id is there twice, or there are too many views.

    Examples
    --------
    >>> office = Site(site_id="office", program_id="mine", name_es="Oficina", name_en="Office")
    >>> catalogue([(office, shapely.Point(-96.7, 17.1))], (), 2026, "mine.geojson").sites[["site_id", "lon", "lat"]]
      site_id   lon   lat
    0  office -96.7  17.1
    """
    names = [view.id for view in views]
    if len(names) > _MOST_VIEWS:
        most = Constraint("most_views", {"most": str(_MOST_VIEWS)})
        raise LayerError.at(file, column="views", found=len(names), expected=most)
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise LayerError.at(file, column="views", found=twice[0], expected=Constraint("view_once"))
    pairs = list(pairs)
    seen: dict[str, int] = {}
    for row, (record, _) in enumerate(pairs, start=1):
        key = record.site_id or f"program {record.program_id} without a place"
        if key in seen:
            raise LayerError.at(
                file, row=row, column="site_id", found=key, expected=Constraint("id_once", {"row": str(seen[key])})
            )
        seen[key] = row
    pairs = sorted(pairs, key=lambda pair: (pair[0].site_id or "", pair[0].program_id))
    return Programs(
        records=tuple(record for record, _ in pairs),
        geometries=tuple(geometry for _, geometry in pairs),
        views=views,
        edition=edition,
        file=file,
        not_found=not_found,
    )


def with_polygons(programs: Programs, frame: pd.DataFrame, file: str) -> Programs:
    """The catalogue with polygons as catchments of some sites; see `layers.model.Layers.with_catchments`.

    Raises
    ------
    LayerError
        Where an id is not in the catalogue, or a new one is there already.

    Examples
    --------
    >>> frame = pd.DataFrame({"site_id": ["nowhere"], "geometry": [shapely.box(0, 0, 1, 1)], "record": [None]})
    >>> with_polygons(layers.programs, frame, "mine.geojson")
    Traceback (most recent call last):
        ...
    layers.errors.LayerError: mine.geojson, row 1, column site_id: found 'nowhere', expected the id of ...
    """
    pairs = dict(enumerate(zip(programs.records, programs.geometries, strict=True)))
    place_of = {record.site_id: place for place, (record, _) in pairs.items() if record.site_id is not None}
    for row, found in enumerate(each_row(frame), start=1):
        if found.record is not None:
            pairs[len(pairs)] = (found.record, found.geometry)
        elif found.site_id in place_of:
            place = place_of[found.site_id]
            pairs[place] = (pairs[place][0], found.geometry)
        else:
            raise LayerError.at(file, row=row, column="site_id", found=found.site_id, expected=Constraint("known_site"))
    return catalogue(pairs.values(), programs.views, programs.edition, file, programs.not_found)
