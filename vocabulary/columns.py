"""Every column of a table or an answer that has a form of its own: what it counts, its bounds, how it is written.

A schema, a file or a page that needs to know one of these asks here. Column names are the same in every table; what a
column means in one of them stands in the data package and in the words of the notes.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column.

    Attributes
    ----------
    unit : str
        What a number counts, for messages; empty where it has none.
    low, high : float, optional
        Bounds, both included.
    decimals : int, optional
        Decimals that a file holds; 0 is a whole number. Not a number, or written as it is, where there are none.
    width : int, optional
        Characters of the column in a workbook.
    tag : str, optional
        HXL hashtag.
    """

    unit: str = ""
    low: float | None = None
    high: float | None = None
    decimals: int | None = None
    width: int | None = None
    tag: str | None = None


COLUMNS: dict[str, Column] = {
    # Who and where
    "cvegeo": Column(tag="#adm2+code+v_inegi"),
    "pcode": Column(tag="#adm2+code+v_pcode"),
    "pcode_in_cod": Column(tag="#meta+pcode+in_cod"),
    "state": Column(width=17, tag="#adm1+name"),
    "municipality": Column(width=30, tag="#adm2+name"),
    "region": Column(width=13, tag="#region+name"),
    "locality": Column(width=34),
    "lon": Column(unit="degrees", low=-180, high=180),
    "lat": Column(unit="degrees", low=-90, high=90),
    "seat_lon": Column(unit="degrees", low=-180, high=180),
    "seat_lat": Column(unit="degrees", low=-90, high=90),
    "marginalisation": Column(tag="#severity+marginalisation"),
    # People and dwellings
    "population": Column(unit="people", low=0, decimals=0, tag="#population"),
    "dwellings": Column(unit="dwellings", low=0, decimals=0, tag="#indicator+dwellings+num"),
    "people_5_and_over": Column(unit="people", low=0, decimals=0, tag="#population+age_5_and_over"),
    "locality_population": Column(unit="people", low=0, decimals=0),
    "abroad_2015": Column(unit="people", low=0, decimals=0, tag="#population+abroad_2015+num"),
    "abroad_rate": Column(unit="%", low=0, high=100, decimals=6, tag="#population+abroad_2015+pct"),
    "masked_abroad": Column(unit="people", low=0, decimals=0),
    "indigenous_speakers": Column(unit="people", low=0, decimals=0),
    "without_health_insurance": Column(unit="people", low=0, decimals=0),
    "schooling_years": Column(unit="years", low=0, decimals=2),
    "rural_share": Column(low=0, high=1, decimals=6, tag="#population+rural+share"),
    # Return
    "return_rate": Column(unit="%", low=0, high=100, decimals=6, tag="#indicator+return+pct"),
    "return_rate_low": Column(unit="%", low=0, high=100, decimals=6, tag="#indicator+return+pct+low"),
    "return_rate_high": Column(unit="%", low=0, high=100, decimals=6, tag="#indicator+return+pct+high"),
    "precision": Column(tag="#meta+precision"),
    "significant": Column(tag="#meta+significant"),
    "return_dwellings": Column(unit="dwellings", low=0, decimals=3, tag="#indicator+return+dwellings+num"),
    "return_people": Column(unit="people", low=0, decimals=3, tag="#indicator+return+people+num"),
    "rural_return_dwellings": Column(unit="dwellings", low=0, decimals=3, tag="#indicator+return+rural+dwellings+num"),
    "rural_return_people": Column(unit="people", low=0, decimals=3, tag="#indicator+return+rural+people+num"),
    "rural_return_share": Column(low=0, high=1, decimals=6, tag="#indicator+return+rural+share"),
    "rural_split": Column(tag="#meta+rural_split"),
    "second_source": Column(tag="#meta+second_source"),
    # Help
    "covered_share": Column(low=0, high=1, decimals=6, tag="#reached+rural+share"),
    "nearest_program": Column(width=26, tag="#activity+code"),
    "nearest_site": Column(width=34, tag="#loc+code"),
    "nearest_sureness": Column(width=14, tag="#meta+sureness"),
    "nearest_km": Column(unit="km", low=0, decimals=3, tag="#indicator+distance+km"),
    "site_id": Column(width=38),
    "program_id": Column(width=28),
    "program": Column(width=50),
    "site": Column(width=40),
    "components": Column(width=50),
    "announced": Column(width=30),
    # The answer, and how sure it is
    "status": Column(tag="#status"),
    "stability": Column(low=0, high=1, decimals=6, tag="#indicator+stability+share"),
    "few_cases": Column(tag="#meta+few_cases"),
    "flip_threshold": Column(decimals=6),
    "flip_change": Column(decimals=6),
    "flip_distance": Column(decimals=6),
    # Sources
    "title": Column(width=80),
    "institution": Column(width=50),
    "edition": Column(width=40),
    "url": Column(width=40),
    "licence": Column(width=45),
    "licence_url": Column(width=45),
}

#: Decimals, HXL hashtags and widths of the columns that have them.
DECIMALS: dict[str, int] = {name: column.decimals for name, column in COLUMNS.items() if column.decimals is not None}
TAGS: dict[str, str] = {name: column.tag for name, column in COLUMNS.items() if column.tag is not None}
WIDTHS: dict[str, int] = {name: column.width for name, column in COLUMNS.items() if column.width is not None}
