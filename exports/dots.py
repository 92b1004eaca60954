"""How the dots of sites are drawn, on every picture: what is real, what covers nobody, what is only tried out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from vocabulary.colours import SITE, WHITE


class SiteLook(NamedTuple):
    """How a site's dot looks: the key of its words, fill and edge, its radius in pixels, the dashes of its edge."""

    key: str
    fill: str
    edge: str
    radius: float
    dash: tuple[float, float] | None = None


#: The looks of sites; a hypothetical one covers, but is drawn as what is not there yet.
SITE_LOOKS = {
    "covers": SiteLook("map.sites", SITE, WHITE, 4.0),
    "not": SiteLook("map.sites.not", WHITE, SITE, 4.0),
    "hypothetical": SiteLook("map.sites.hypothetical", WHITE, SITE, 8.0, (3.0, 2.0)),
}


def in_drawing_order(sites: pd.DataFrame) -> pd.DataFrame:
    """Sites asked about with their ``look``, of `SITE_LOOKS`, in the order in which a map draws them.

    Of several at one place the one that covers is on top, of those the hypothetical one below, which is larger.
    """
    looks = np.where(sites["kind"] == "hypothetical", "hypothetical", np.where(sites["covers"], "covers", "not"))
    height = np.select([looks == "not", looks == "hypothetical"], [0, 1], 2)
    return sites.assign(look=looks).iloc[np.argsort(height, kind="stable")]
