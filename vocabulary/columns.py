"""Every column of a table or an answer, once: its type, unit and bounds, and how it is written and shown.

Schemas, the data package, files and pages ask here; a new column is an entry here and its words. What a column means
stands in `words`, under ``note.`` and its name; where a table gives it a narrower meaning, under the table's own name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from vocabulary.lists import (
    BASES,
    COMPARED,
    COMPONENTS,
    COUNTINGS,
    COUNTRIES,
    FACTS,
    FIRMNESS,
    INTENSITIES,
    MARGINALISATION,
    MEXICO_CLASSES,
    PRECISIONS,
    ROAD_GRADES,
    SEAT_BASES,
    SERVICE_STATUSES,
    SITE_ACTIONS,
    SITE_CHANGES,
    TIES,
    UNITS,
)


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column.

    Attributes
    ----------
    type : str
        ``key`` is text whose leading zeros count; ``flag`` is yes or no; ``whole`` is a number without decimals in the
        table itself, not only where it is written.
    unit : str
        What a number counts; empty where it has none.
    low, high : float, optional
        Bounds, both included.
    choices : tuple of str
        The values there are, where they are a closed list.
    decimals : int, optional
        Decimals that a file holds; 0 is a whole number. As it is where there are none.
    shown : int, optional
        Decimals that a page shows; of a share those of its per cent.
    estimate : bool
        Whether the number is one, and is to be shown as one.
    words : str
        Under which name the words for its values stand, where a page shows words.
    people : str
        What the column is called as it goes out where figures count people, not dwellings. Inside, a column has one
        name whatever its figures count.
    width : int, optional
        Characters of the column in a workbook.
    tag : str, optional
        HXL hashtag.
    """

    type: Literal["text", "key", "flag", "number", "whole", "geometry"] = "text"
    unit: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    decimals: int | None = None
    shown: int | None = None
    estimate: bool = False
    words: str = ""
    people: str = ""
    width: int | None = None
    tag: str | None = None

    @property
    def is_share(self) -> bool:
        """Whether it is a part of a whole, from 0 to 1, which pages show in per cent."""
        return self.type == "number" and not self.unit and (self.low, self.high) == (0, 1)


_Key = partial(Column, type="key")
_Flag = partial(Column, type="flag")
_Degrees = partial(Column, type="number", unit="degrees")
_Share = partial(Column, type="number", low=0, high=1, decimals=6, shown=0)
_Rate = partial(Column, type="number", unit="%", low=0, high=100, decimals=6, shown=2)
_Published = partial(Column, type="number", unit="%", low=0, high=100)
_Km = partial(Column, type="number", unit="km", low=0, decimals=3, shown=0)
_Minutes = partial(Column, type="number", unit="min", low=0, decimals=1, shown=0)
_Count = partial(Column, type="number", low=0, decimals=0, shown=0)
_Estimate = partial(Column, type="number", unit="dwellings", low=0, decimals=3, shown=0, estimate=True)
_Figure = partial(Column, type="number", decimals=6)

_WHERE: dict[str, Column] = {
    "cvegeo": _Key(tag="#adm2+code+v_inegi"),
    "pcode": Column(tag="#adm2+code+v_pcode"),
    "pcode_in_cod": _Flag(tag="#meta+pcode+in_cod"),
    "state_code": _Key(),
    "state": Column(width=17, tag="#adm1+name"),
    "municipality": Column(width=30, tag="#adm2+name"),
    "region": Column(width=13, tag="#region+name"),
    "parent": _Key(),
    "neighbour": _Key(),
    "locality_key": Column(),
    "locality": Column(width=34),
    "lon": _Degrees(low=-180, high=180),
    "lat": _Degrees(low=-90, high=90),
    "geometry": Column(type="geometry", unit="WKB"),
    "seat": Column(),
    "seat_lon": _Degrees(low=-180, high=180),
    "seat_lat": _Degrees(low=-90, high=90),
    "seat_basis": Column(choices=SEAT_BASES),
    "basis": Column(choices=BASES, words="basis"),
    "office_lon": _Degrees(decimals=6),
    "office_lat": _Degrees(decimals=6),
    "marginalisation": Column(choices=MARGINALISATION, words="degree", tag="#severity+marginalisation"),
    "marginalisation_2010": Column(choices=MARGINALISATION, words="degree"),
    "marginalisation_index": Column(type="number", unit="index"),
}
_PEOPLE: dict[str, Column] = {
    "population": _Count(unit="people", tag="#population"),
    "dwellings": _Count(unit="dwellings", people="people_5_and_over", tag="#indicator+dwellings+num"),
    "people_5_and_over": _Count(unit="people", tag="#population+age_5_and_over"),
    "locality_population": _Count(unit="people"),
    "abroad_2015": _Count(unit="people", tag="#population+abroad_2015+num"),
    "abroad_rate": _Rate(tag="#population+abroad_2015+pct"),
    "masked_abroad": _Count(unit="people"),
    "indigenous_speakers": _Count(unit="people"),
    "without_health_insurance": _Count(unit="people"),
    "schooling_years": Column(type="number", unit="years", low=0, decimals=2, shown=1),
    "rural_share": _Share(tag="#population+rural+share"),
    "people_from": _Count(unit="people"),
    "people_below": _Count(unit="people"),
}
_ENDS: Mapping[str, str] = {"": "", "_low": "+low", "_high": "+high"}
_RETURN: dict[str, Column] = {
    "year": Column(type="whole", low=1900, high=2100),
    **{f"return_rate{end}": _Rate(tag=f"#indicator+return+pct{tag}") for end, tag in _ENDS.items()},
    "return_rate_se": _Published(),
    "return_rate_cv": Column(type="number", unit="%", low=0),
    **{name: _Published() for name in ("remittance_rate", "emigrant_rate", "circular_rate")},
    "intensity": Column(choices=INTENSITIES),
    "cases": Column(type="number", unit="cases", low=0),
    "unit": Column(choices=UNITS),
    "interval_level": Column(type="number", unit="%", low=50, high=99.9),
    "precision": Column(choices=PRECISIONS, tag="#meta+precision"),
    "significant": _Flag(tag="#meta+significant"),
    "return_dwellings": _Estimate(people="return_people", tag="#indicator+return+dwellings+num"),
    "rural_return_dwellings": _Estimate(people="rural_return_people", tag="#indicator+return+rural+dwellings+num"),
    "covered_return_dwellings": _Estimate(people="covered_return_people"),
    "unserved_return_dwellings": _Estimate(people="unserved_return_people"),
    "covered_return_dwellings_most": _Estimate(people="covered_return_people_most"),
    "unserved_return_dwellings_most": _Estimate(people="unserved_return_people_most"),
    "undecided_return_dwellings": _Estimate(people="undecided_return_people"),
    "gap_return_dwellings": _Estimate(people="gap_return_people"),
    "rural_return_share": _Share(tag="#indicator+return+rural+share"),
    **{f"rural_return_share_N{end}": _Share() for end in _ENDS},
    "rural_split": Column(tag="#meta+rural_split"),
    "second_source": Column(words="second_source", tag="#meta+second_source"),
}
_FIGURES_2025 = {
    f"{name}{part}": _Rate(unit="%" if part == "_cv" else base)
    for name, base in (
        ("people_5_and_over_in_us_2020", "% of people"),
        ("households_money_from_abroad", "% of households"),
    )
    for part in ("", "_low_90", "_high_90", "_cv")
}
_CHANGE: dict[str, Column] = {
    **{
        f"{year}_{name}": replace(column, tag=None, people=f"{year}_{column.people}")
        for year in ("first", "last")
        for name, column in (_PEOPLE | _RETURN).items()
        if column.people
    },
    "first_rate": _Rate(),
    "last_rate": _Rate(),
    "rate_change": _Figure(unit="%", shown=2),
    "first_share": _Share(),
    "last_share": _Share(),
    "share_change": _Figure(),
    "return_dwellings_change": Column(
        type="number", unit="dwellings", decimals=3, shown=0, estimate=True, people="return_people_change"
    ),
}
_HELP: dict[str, Column] = {
    "covered_share": _Share(tag="#reached+rural+share"),
    "covered_share_most": _Share(tag="#reached+rural+share+most"),
    "nearest_program": Column(width=26, tag="#activity+code"),
    "nearest_site": Column(width=34, tag="#loc+code"),
    "nearest_sureness": Column(width=14, words="sureness", tag="#meta+sureness"),
    "nearest_km": _Km(tag="#indicator+distance+km"),
    "nearest_min": _Minutes(tag="#indicator+travel+min"),
    "nearest_min_low": _Minutes(),
    "nearest_min_high": _Minutes(),
    "nearest_road_km": _Km(tag="#indicator+road+km"),
    "off_network_population": _Count(unit="people", tag="#population+off_roads+num"),
    "tie": Column(choices=TIES),
    "minutes": _Minutes(),
    "road_km": _Km(),
    "km": _Km(),
    "site_id": Column(width=38),
    "program_id": Column(width=28),
    "program": Column(width=50),
    "site": Column(width=40),
    "components": Column(width=50),
    "announced": Column(width=30),
    "component": Column(choices=COMPONENTS),
    **{country: Column(type="whole", low=0, high=1) for country in COUNTRIES},
    "mexico": Column(choices=MEXICO_CLASSES),
    **{name: _Share() for name in COMPONENTS},
    **{f"share_{who}{end}": _Share() for end in ("", "_most") for who in ("any", "deported", "voluntary")},
    **{f"reached_{who}": _Estimate() for who in ("any", "deported", "voluntary")},
    "reached": _Estimate(),
    "cumulative": _Estimate(),
    "share": _Share(),
    "action": Column(choices=SITE_ACTIONS),
    "cost": _Figure(low=0),
    "capacity": _Estimate(),
    "demand": _Estimate(),
    "served": _Estimate(),
    "without_capacity": _Estimate(),
    "out_of_reach": _Estimate(),
    "service": Column(choices=SERVICE_STATUSES),
    "equity": _Figure(low=1),
    "marginalised": _Estimate(),
    "best": _Estimate(),
}
_ACCESS: dict[str, Column] = {
    "road_grade": Column(choices=ROAD_GRADES, words="degree"),
    "public_transport": _Flag(),
    "minutes_to_services": Column(type="number", unit="minutes", low=0, decimals=2, shown=0),
    "paved_road_km": _Km(shown=1),
    "low_access_share": _Share(tag="#access+road+low+rural+share"),
    "low_access_rural_population": _Count(unit="people", tag="#population+rural+road_access_low+num"),
    "unknown_access_rural_population": _Count(unit="people", tag="#population+rural+road_access_unknown+num"),
    "no_transport_rural_population": _Count(unit="people", tag="#population+rural+no_transport+num"),
    "unknown_transport_rural_population": _Count(unit="people", tag="#population+rural+transport_unknown+num"),
    "low_access": _Share(),
}
_ANSWER: dict[str, Column] = {
    "status": Column(words="status", tag="#status"),
    "firmness": Column(choices=FIRMNESS, words="firmness", tag="#meta+firmness"),
    "near_by": Column(width=22),
    "stability": _Share(tag="#indicator+stability+share"),
    "few_cases": _Flag(tag="#meta+few_cases"),
    "flip_threshold": _Figure(),
    "flip_change": _Figure(),
    "flip_distance": _Figure(),
    # A count of gaps in one table, the weight of that count among the others in another.
    "gaps": _Figure(low=0),
    "unserved": _Estimate(),
    "unserved_share": _Share(),
    "unserved_in_reach": _Estimate(),
    "marginalised_need": _Estimate(),
    "distance": _Km(),
    "mean_km": _Km(),
    "farthest_km": _Km(),
    "first_area_unserved": _Estimate(people="first_area_unserved_people"),
    "gap_region": Column(width=10, tag="#region+gap"),
    "office_km": _Km(),
    "left_out_return_dwellings": _Estimate(people="left_out_return_people"),
    "dwellings_share": _Share(),
    "covered_part": _Share(),
    "score": _Figure(),
    "expected_rank": _Figure(),
    "rank_N": _Share(),
    "confidence": _Share(),
    **{f"first_share_{name}": _Share() for name in COUNTINGS},
    **{f"weight_{name}": _Share() for name in COUNTINGS},
    "rank_correlation": _Figure(low=-1, high=1),
    "fact": Column(choices=FACTS, words="fact"),
    "question": Column(width=90),
    "best_sites": Column(width=24),
    **{
        f"{name}_dwellings_change": replace(_CHANGE["return_dwellings_change"], people=f"{name}_people_change")
        for name in ("gap_return", "unserved_return")
    },
    **{name: _Share() for name in ("size", "remoteness")},
}
_EDITIONS: dict[str, Column] = {
    **{
        f"{name}_{edition}": replace(column, tag=None, people=f"{column.people}_{edition}" if column.people else "")
        for name, column in (_PEOPLE | _RETURN | _HELP).items()
        if name in COMPARED
        for edition in ("before", "after")
    },
    **{f"status_{edition}": Column(words="status", width=16) for edition in ("before", "after")},
    "reasons": Column(width=30),
    "why": Column(width=90),
    **{f"sites_{change}": Column(width=38) for change in SITE_CHANGES},
    "site_change": Column(choices=SITE_CHANGES),
}
_SCENARIOS: dict[str, Column] = {
    "scenario": Column(width=30),
    **{
        name: _Count() for name in ("municipalities", "gap", "undecided", "gained", "lost", "gap_in", "unknown_figures")
    },
    "gap_share": _Share(),
    "gap_rural_population": _Count(unit="people"),
    "query": Column(width=40),
    "fault": Column(width=60),
    "status_N": Column(words="status", width=16),
}
_SOURCES: dict[str, Column] = {
    "title": Column(width=80),
    "institution": Column(width=50),
    "edition": Column(width=40),
    "url": Column(width=40),
    "licence": Column(width=45),
    "licence_url": Column(width=45),
}

_NAMED: dict[str, Column] = {
    **_WHERE,
    **_PEOPLE,
    **_RETURN,
    **_FIGURES_2025,
    **{f"survey_2025_{name}": column for name, column in _FIGURES_2025.items()},
    **_CHANGE,
    **_HELP,
    **_ACCESS,
    **_ANSWER,
    **_EDITIONS,
    **_SCENARIOS,
    **_SOURCES,
}

#: Name inside to the name that a column goes out under where its figures count people.
PEOPLE_NAMES: dict[str, str] = {name: column.people for name, column in _NAMED.items() if column.people}

#: Every column by its name; ``N`` stands for a number in it. Those of people are as those of dwellings.
COLUMNS: dict[str, Column] = {
    **{
        _NAMED[name].people: replace(
            _NAMED[name],
            unit="people",
            people="",
            tag=tag.replace("dwellings", "people") if (tag := _NAMED[name].tag) else None,
        )
        for name in PEOPLE_NAMES
    },
    **_NAMED,
}

#: HXL hashtags of the columns that have one.
TAGS: dict[str, str] = {name: column.tag for name, column in COLUMNS.items() if column.tag is not None}


def column_of(name: str) -> Column:
    """A column by the name that it has in a table; one of which nothing is known where it has no entry."""
    return COLUMNS.get(name) or COLUMNS.get(re.sub(r"\d+", "N", name)) or Column()
