"""Leaflet, from the package that we pin: no other host is asked for it."""

from __future__ import annotations

from importlib.resources import files


def leaflet(name: str) -> bytes:
    """A file of Leaflet's: ``leaflet.js`` or ``leaflet.css``."""
    return (files("js_lib_leaflet") / "static" / "js_lib_leaflet" / name).read_bytes()
