"""The same first page built the usual way: a new folium.Map with all polygons at every change."""

from __future__ import annotations

import os

import folium
import geopandas as gpd
import shapely
import streamlit as st

from dashboard.assets import make_assets
from geo import Criteria, find_gaps
from layers import Layers, load
from vocabulary.colours import STATUS

st.set_page_config(layout="wide")


@st.cache_resource
def layers() -> Layers:
    return load()


@st.cache_resource
def polygons() -> gpd.GeoDataFrame:
    frame = layers().boundaries.copy()
    frame["geometry"] = shapely.coverage_simplify(frame.geometry.to_numpy(), 0.004)
    return frame


reach = st.select_slider("Reach", range(20, 121, 10), 50)
answer = find_gaps(layers(), Criteria(reach_km=reach))
table = polygons().merge(answer.table[["cvegeo", "municipality", "status"]], on="cvegeo")
table["status"] = table["status"].astype(str)
chart = folium.Map([18, -95], zoom_start=6, tiles=None, prefer_canvas=True)
assets = make_assets(layers())
paths = {path.rpartition("/")[2]: os.environ["LEAFLET_HOST"] + path for path in (*assets.scripts, *assets.styles)}
chart.default_js = [("leaflet", paths["leaflet.js"])]
chart.default_css = [("leaflet_css", paths["leaflet.css"])]
folium.GeoJson(
    table,
    style_function=lambda feature: {
        "fillColor": STATUS[feature["properties"]["status"]],
        "fillOpacity": 1,
        "weight": 0.5,
        "color": "#fff",
    },
    tooltip=folium.GeoJsonTooltip(["municipality", "status"]),
).add_to(chart)
st.iframe(chart.get_root().render(), height=520)
st.write(f"{len(answer.gaps)} gaps")
