"""Colours, each with one meaning on every page, map, chart and export.

Statuses are from Okabe and Ito's palette, safe for colour-blind eyes; numbers take matplotlib's cividis, light to dark.
"""

from __future__ import annotations

WHITE = "#ffffff"
SITE = "#1b3a5c"

#: Of letters, of quieter letters, of lines, and of the range that a figure may lie in.
INK = "#1a1a1a"
QUIET = "#50545a"
LINE = "#d9dcdf"
RANGE = "#c9cdd2"

#: Line of the ring about a site by how sure it is, in the parts of a dash: dash and gap, in units of its width.
RINGS: dict[str, tuple[float, float] | None] = {"confirmed": None, "office": (2.7, 1.7), "state": (1.0, 1.5)}
#: Fill of each status.
STATUS = {
    "outside_region": WHITE,
    "unknown": WHITE,
    "not_rural": "#e3e3df",
    "few_returns": "#bdbdb8",
    "covered": "#009e73",
    "partly_covered": "#56b4e9",
    "undecided": "#f0b27a",
    "gap": "#d55e00",
}

#: Lines over a municipality's colour by how firm it is: their colour, and their width in pixels of a period of 6. Those
#: over what is counted as no gap lean the other way, and their width is negative.
HATCHES = {"likely": (WHITE, 1.2), "undecided": (WHITE, 2.6), "near": (STATUS["gap"], -1.6)}

#: Lines over a status's fill in print, where a copy in grey makes gap and covered one shade.
PATTERNS = {
    "gap": "falling",
    "undecided": "steep",
    "partly_covered": "dots",
    "covered": "level",
    "unknown": "rising",
}

#: Line around a municipality by its status, white where none is said; a picture's is fainter outside.
EDGES = {"unknown": "#6b6b6b", "outside_region": "#d9d9d6"}
PICTURE_EDGES = EDGES | {"outside_region": "#e4e4e0"}

#: Cividis at evenly spaced points, by number of classes.
SEQUENTIAL = {
    4: ("#fee838", "#a59c74", "#575d6d", "#00224e"),
    5: ("#fee838", "#bcae6c", "#7d7c78", "#434e6c", "#00224e"),
    6: ("#fee838", "#c8b866", "#948e77", "#666970", "#35456c", "#00224e"),
}

#: Matplotlib's PuOr, from a fall (purple) over no change to a rise (brown).
CHANGE = ("#542788", "#8073ac", "#cbc9e2", "#f3f3f1", "#dfa55a", "#8c4a08")

#: A settlement: rural and reached, rural and not, not rural.
POINTS = {"reached": "#009e73", "not_known": "#f0b27a", "beyond": "#d55e00", "urban": "#8a8a86"}

#: About the municipalities on the map: sea, neighbouring countries' land, the lines between those.
GROUND = {"sea": "#d8e6ee", "land": "#f1ede4", "border": "#aaa294"}

#: Ink of names on the map, each legible (4.5:1) on the halo about it and on what it names.
NAMES = {"sea": "#3b617a", "country": "#5f594d", "state": "#33404a", "town": "#1a1a1a", "halo": WHITE}
