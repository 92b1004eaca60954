"""A small world whose names try to break whatever they are written into, and whose figures are partly missing."""

from __future__ import annotations

import geopandas as gpd
from shapely.geometry import MultiPolygon, Polygon, box

from layers import Layers
from tests.support.worlds import municipality, returns, settlement, site, world

#: Names of municipalities, by key: spreadsheets' formulas, markup, marks that turn the text, quotes, lines.
NAMES = {
    "01001": "=1+1",
    "01002": "@SUM(A1)",
    "01003": "-5 de Mayo",
    "01004": "\"Dos\", y «tres»; 'uno'",
    "01005": "Dos\nlíneas",
    "01006": "\u202eodiC\u200f =2+2",
    "01007": "<img src=x onerror=alert(1)></script><script>alert(2)</script>`${alert(3)}`",
    "01008": " +tab\tulado",
    "01009": "Sin dato",
    "01010": "Ñuñú _x0041_ {place} {{ 7*7 }}{% x %}{# %s $x^2$ \\n",
}

UNKNOWN = "01009"


def strange_world(years: tuple[int, ...] = (2020,)) -> Layers:
    """Ten municipalities side by side, all gaps but the one without a figure; one site far away."""
    keys = list(NAMES)
    layers = world(
        [
            municipality(
                key,
                municipality=NAMES[key],
                state='=cmd|"x" & <b>co</b>',
                state_code="01",
                region="Sur-sureste",
                seat_lon=-96.0 + 0.1 * place,
                marginalisation=None if key == "01003" else "Alto",
            )
            for place, key in enumerate(keys)
        ],
        [settlement(key, lon=-96.0 + 0.1 * place, locality=NAMES[key]) for place, key in enumerate(keys)],
        [
            returns(key, rate=20.0 + place / 3, year=year)
            for year in years
            for place, key in enumerate(keys)
            if key != UNKNOWN
        ],
        [
            site("lejos-1", lon=-90.0, lat=20.0, views=["current"], name_es="=HYPERLINK(1)", name_en="<b>x</b>"),
            site("cubre-1", shape=box(-101.0, 15.0, -100.0, 16.0), views=["current"], site_es="</title><svg onload=1>"),
        ],
    )
    shapes = [box(-96.05 + 0.1 * place, 16.9, -95.95 + 0.1 * place, 17.1) for place in range(len(keys))]
    hole = Polygon(box(-96.05, 16.9, -95.95, 17.1).exterior.coords, [box(-96.01, 16.99, -95.99, 17.01).exterior.coords])
    shapes[0] = MultiPolygon([hole, box(-97.0, 16.0, -96.9, 16.1)])
    layers.__dict__["boundaries"] = gpd.GeoDataFrame({"cvegeo": keys}, geometry=shapes, crs="EPSG:4326")
    return layers
