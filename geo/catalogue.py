"""The catalogue of programs as a list to read: a row a program, those without a place too."""

from __future__ import annotations

import pandas as pd

from layers.programs import Programs
from vocabulary.lists import SURENESS


def list_programs(
    programs: Programs, *, component: str | None = None, eligibility: str = "any", year: int | None = None
) -> pd.DataFrame:
    """Programs of the catalogue, by id.

    Parameters
    ----------
    component : str, optional
        Only those that offer it, at one site at least.
    eligibility : any, deported or voluntary
        Only those that take these people; any: all of them, those of which no source says whom they take too.
    year : int, optional
        Only those open in that year, as far as is known.

    Returns
    -------
    DataFrame
        ``program_id``, ``name_es``, ``name_en``, ``operator_es``, ``operator_en`` (one stands for the other where only
        one is known), ``kind``, ``since``, ``until`` (years; missing where unknown or open), ``eligibility`` (of its
        sites, joined by ``;``), ``components``, ``announced`` (tuples, of all its sites), ``sites`` (number of places),
        ``covers`` (whether a site offers one of the 14 components), ``sureness`` (that of its surest site, one of
        `vocabulary.lists.SURENESS`; missing without one).

    Examples
    --------
    >>> list_programs(layers.programs, component="migrant_shelters")[["program_id", "sites"]].head(2)
                    program_id  sites
    0  deportee-welcome-center      1
    1          estatal-jalisco      1
    """
    rows = []
    for program_id in programs.ids:
        pairs = zip(programs.records, programs.geometries, strict=True)
        mine = [(record, shape) for record, shape in pairs if record.program_id == program_id]
        listed = [
            (record, shape)
            for record, shape in mine
            if (component is None or component in record.components)
            and (eligibility == "any" or record.eligibility in ("any", eligibility))
            and (year is None or ((record.since or year) <= year <= (record.until or year)))
        ]
        if not listed:
            continue
        records = [record for record, _ in mine]
        first = records[0]
        starts = [record.since for record in records if record.since is not None]
        ends = [record.until for record in records]
        rows.append(
            {
                "program_id": program_id,
                "name_es": first.name_es,
                "name_en": first.name_en,
                "operator_es": first.operator_es or first.operator_en,
                "operator_en": first.operator_en or first.operator_es,
                "kind": first.kind,
                "since": min(starts, default=None),
                "until": None if None in ends else max(end for end in ends if end is not None),
                "eligibility": ";".join(sorted({record.eligibility for record in records})),
                "components": tuple(sorted({name for record in records for name in record.components})),
                "announced": tuple(sorted({name for record in records for name in record.announced})),
                "sites": sum(shape is not None for _, shape in listed),
                "covers": any(record.components and shape is not None for record, shape in mine),
                "sureness": max(
                    (record.sureness for record, _ in listed if record.sureness), key=SURENESS.index, default=None
                ),
            }
        )
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    return frame.astype({"since": "Int64", "until": "Int64"})


_COLUMNS = (
    "program_id",
    "name_es",
    "name_en",
    "operator_es",
    "operator_en",
    "kind",
    "since",
    "until",
    "eligibility",
    "components",
    "announced",
    "sites",
    "covers",
    "sureness",
)
