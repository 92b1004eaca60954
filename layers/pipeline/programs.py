"""The catalogue of programs: the facts of `catalogue.yaml`, each site placed at its locality's census point."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from layers.errors import LayerError
from layers.program_file import parse_programs
from vocabulary.lists import SURENESS

CATALOGUE = Path(__file__).with_name("catalogue.yaml")

#: The named readings: what the IMRC brief's figure 1 shows, every program with a place that is still open, and those
#: with the services open to anybody.
VIEWS = [
    {"id": "current", "name_es": "Hoy", "name_en": "Today"},
    {
        "id": "with-general-services",
        "name_es": "Hoy, con servicios generales",
        "name_en": "Today, with general services",
    },
    {"id": "imrc-2014", "name_es": "El informe, 2014", "name_en": "The brief, 2014", "as_of": 2014},
]

_SHARED = ("kind", "since", "until", "eligibility", "components")


def make_programs(localities: pd.DataFrame, catalogue: Path = CATALOGUE) -> dict[str, Any]:
    """The catalogue as a GeoJSON document: a feature a site, programs without a place with null geometry.

    Parameters
    ----------
    localities : DataFrame
        ``locality_key``, ``lon``, ``lat``: census points.
    catalogue : Path
        The facts, written by hand, each with its citation.

    Raises
    ------
    LayerError
        Where a locality is not in the census file, a citation or a site's sureness is missing, what is unknown is not
        told in both languages, or a record is not as `layers.programs` asks.
    """
    facts = yaml.safe_load(catalogue.read_text(encoding="utf-8"))
    points = localities.set_index("locality_key")[["lon", "lat"]]
    features = []
    for program in sorted(facts["programs"], key=lambda entry: entry["id"]):
        if not program["citations"]:
            raise LayerError.at(catalogue.name, row=program["id"], column="citations", found=[], expected="a citation")
        counts = {language: len(texts) for language, texts in program["unknown"].items()}
        if set(counts) != {"es", "en"} or len(set(counts.values())) > 1:
            raise LayerError.at(
                catalogue.name, row=program["id"], column="unknown", found=counts, expected="the same in es and en"
            )
        common = _common(program)
        if not program["sites"]:
            if not program.get("no_catchment"):
                raise LayerError.at(
                    catalogue.name, row=program["id"], column="no_catchment", found=None, expected="why it has no place"
                )
            reason = {f"no_catchment_{language}": text for language, text in program["no_catchment"].items()}
            features.append(_feature({**common, **reason, "citations": program["citations"]}, None))
        for site in sorted(program["sites"], key=lambda entry: entry["id"]):
            if site["locality"] not in points.index:
                raise LayerError.at(
                    catalogue.name,
                    row=site["id"],
                    column="locality",
                    found=site["locality"],
                    expected="the key of a locality of the census",
                )
            if site.get("sureness") not in SURENESS:
                raise LayerError.at(
                    catalogue.name,
                    row=site["id"],
                    column="sureness",
                    found=site.get("sureness"),
                    expected=f"one of {', '.join(SURENESS)}",
                )
            lon, lat = points.loc[site["locality"]]
            features.append(_feature(_site(program, common, site), (float(lon), float(lat))))
    document = {
        "type": "FeatureCollection",
        "edition": facts["edition"],
        "views": VIEWS,
        "not_found": [
            {
                "id": entry["id"],
                **{
                    f"{part}_{language}": entry[part][language]
                    for part in ("what", "would")
                    for language in ("es", "en")
                },
                "at": entry["at"],
            }
            for entry in facts["not_found"]
        ],
        "features": features,
    }
    parse_programs(document, file=catalogue.name)
    return document


def _common(program: dict[str, Any]) -> dict[str, Any]:
    record = {"program_id": program["id"], "name_es": program["name"]["es"], "name_en": program["name"]["en"]}
    record.update({f"operator_{language}": text for language, text in program["operator"].items()})
    record.update({key: program[key] for key in _SHARED})
    record["announced"] = program.get("announced", [])
    record.update({f"unknown_{language}": texts for language, texts in program["unknown"].items()})
    record["views"] = program["views"]
    record.update({f"summary_{language}": text for language, text in program["summary"].items()})
    return record


def _site(program: dict[str, Any], common: dict[str, Any], site: dict[str, Any]) -> dict[str, Any]:
    cited = site["citation"] if isinstance(site["citation"], list) else [site["citation"]]
    record = {
        "site_id": site["id"],
        **common,
        "site_es": site["name"]["es"],
        "site_en": site["name"]["en"],
        "locality_key": site["locality"],
        "precision": site["precision"],
        "sureness": site["sureness"],
        "reach_km": site["reach_km"],
        "served": site["served"],
        "citations": [program["citations"][index] for index in cited],
    }
    for key in ("since", "until", "eligibility", "components"):
        if site[key] is not None:
            record[key] = site[key]
    if "announced" in site:
        record["announced"] = site["announced"]
    elif site["components"] is not None:
        # What the program announces may be what this site gives.
        record["announced"] = [name for name in record["announced"] if name not in site["components"]]
    if site["note"]:
        record.update({f"note_{language}": text for language, text in site["note"].items()})
    return record


def _feature(properties: dict[str, Any], point: tuple[float, float] | None) -> dict[str, Any]:
    known = {key: value for key, value in properties.items() if value not in (None, [], ())}
    geometry = None if point is None else {"type": "Point", "coordinates": list(point)}
    return {"type": "Feature", "properties": {**known, "components": properties["components"]}, "geometry": geometry}
