"""Minutes by road: from a file of roads to a folder, and from the folder to answers."""

from layers.network.errors import NetworkError
from layers.network.facts import Facts
from layers.network.loading import VARIABLE, load
from layers.network.model import Nearest, Network, Ways
from layers.network.phases import LIMIT_MIN, Order, build
from layers.network.speeds import OSM_KMH, RNC_KMH, read_speeds

__all__ = [
    "LIMIT_MIN",
    "OSM_KMH",
    "RNC_KMH",
    "VARIABLE",
    "Facts",
    "Nearest",
    "Network",
    "NetworkError",
    "Order",
    "Ways",
    "build",
    "load",
    "read_speeds",
]
