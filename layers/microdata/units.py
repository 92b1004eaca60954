"""From persons to the sums of each primary sampling unit: the one pass over the file, in Ibis expressions.

Weights are whole numbers and so is every sum, so that each engine gives the same ones to the last digit.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd

from layers.errors import LayerError
from layers.microdata.reading import Report, silent
from layers.microdata.surveys import Survey

#: What is summed with weights for each unit.
TOTALS = (
    "persons_5",
    "returned",
    "returned_mexican",
    "unspecified",
    "dwellings",
    "return_dwellings",
    "return_dwellings_mexican",
)
#: What is counted in the sample for each unit.
COUNTS = (
    "sample_persons_5",
    "sample_returned",
    "sample_returned_mexican",
    "sample_unspecified",
    "sample_dwellings",
    "sample_return_dwellings",
    "sample_return_dwellings_mexican",
)

_TEXTS = ("dwelling", "stratum", "unit")
_LARGEST_WEIGHT = 10_000_000
_LONGEST_KEY = 999
_RETURN_AGE = 5
_POLL_SECONDS = 0.2

#: So many persons from abroad and none from the United States: the code is not the file's.
_ENOUGH_ABROAD = 200

_DESIGN = ("stratum", "unit", "weight")
_EXPECTED = {
    "age": "an age of the survey's, or its code for one that was not said",
    "weight": f"a whole number of 1 to {_LARGEST_WEIGHT:,}: how many dwellings this one stands for",
    "dwelling": "the key of a dwelling",
    "stratum": "a stratum",
    "unit": "a primary sampling unit",
}


def sample_units(persons: Any, survey: Survey, *, file: str, report: Report = silent) -> pd.DataFrame:
    """The weighted sums of every primary sampling unit, by municipality and size of locality.

    Parameters
    ----------
    persons : ibis Table
        A row a person, with our names for the columns (`layers.microdata.reading.person_table`), of any backend.
    survey : Survey
        Whose codes they are.
    file : str
        Named in errors.
    report : callable
        Told how far the pass is.

    Returns
    -------
    DataFrame
        ``cvegeo``, ``size`` (1 under 2,500, 2 under 15,000, 3 more), ``coverage`` (census, sample, insufficient),
        ``stratum``, ``unit``; weighted sums `TOTALS`: persons of 5 years and older (``persons_5``), those who lived in
        the United States five years before (``returned``), those of them born in Mexico, persons of 5 and older whose
        country of residence was not said (``unspecified``), inhabited dwellings, dwellings with at least one returned
        person, with one born in Mexico; and the numbers in the sample, `COUNTS`. Sorted by key, size, coverage,
        stratum, unit. Municipalities are those of 2020, but for the survey's ``torn`` ones.

    Raises
    ------
    LayerError
        Where a value is missing or no code of the survey, a weight is not a whole number above zero, or the persons
        of one dwelling disagree about it.
    """
    connection = persons.get_backend()
    with _failures(file):
        with _progress(connection, report, "reading persons"):
            dwellings = _kept(connection, _dwellings(_flagged(persons, survey), survey))
        _check(dwellings, persons, survey, file)
        report("summing the sampling units", None)
        frame = _units(dwellings, survey).to_pyarrow().to_pandas()
    places, place = np.unique(frame["place"], return_inverse=True)
    keys = pd.array([f"{code // 100:05d}" for code in places], dtype="str")
    coverages = pd.array([survey.coverages[code % 10] for code in places], dtype="str")
    table = pd.DataFrame(
        {
            "cvegeo": keys.take(place),
            "size": frame["place"] // 10 % 10,
            "coverage": coverages.take(place),
            "stratum": frame["stratum"].astype("str"),
            "unit": frame["unit"].astype("str"),
            **{name: frame[name] for name in (*TOTALS, *COUNTS)},
        }
    )
    return _as_in_2020(table, survey).sort_values(["cvegeo", "size", "coverage", "stratum", "unit"], ignore_index=True)


def _as_in_2020(table: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """The units of younger municipalities as units of the one that theirs came from, whose coverage is then theirs."""
    young = table["cvegeo"].isin(list(survey.merged))
    if not young.any():
        return table
    home = table["cvegeo"].map(survey.merged)
    coverage = table[~young].groupby("cvegeo")["coverage"].first()
    return table.assign(
        cvegeo=table["cvegeo"].mask(young, home),
        coverage=table["coverage"].mask(young, home.map(coverage).fillna(table["coverage"])),
    )


def _flagged(persons: Any, survey: Survey) -> Any:
    """The persons with their codes as numbers, what was seen, and ``fault``: which column is wrong, 0 for none."""
    import ibis

    texts = {name: persons[name].cast("string").nullif("") for name in _TEXTS}
    numbers = {name: _number(persons[name], name) for name in survey.columns if name not in _TEXTS}
    seen = {f"seen_{name}": persons[name] for name in survey.columns}
    rows = persons.select(**texts, **numbers, **seen)
    rows = rows.select(*_TEXTS, *seen, **{name: _code(rows[name], name, survey) for name in numbers})
    fault = ibis.cases(*((_is_null(rows[name]), place) for place, name in enumerate(survey.columns, start=1)), else_=0)
    whole = {name: rows[name].fill_null(0) for name in numbers}
    return rows.select(*_TEXTS, *seen, **whole, fault=fault.cast("int64"))


def _code(number: Any, name: str, survey: Survey) -> Any:
    """A number as a whole one, missing where it is no code of the survey."""
    import ibis

    value = number.try_cast("int64")
    return ((value == number) & _is_good(name, value, survey)).ifelse(value, ibis.null("int64"))


def _is_good(name: str, value: Any, survey: Survey) -> Any:
    first, last = survey.abroad
    place = value.between(1, 32) | value.between(first, last) | value.isin([997, *survey.unspecified])
    return {
        "state": value.between(1, 32),
        "municipality": value.between(1, _LONGEST_KEY),
        "size": value.isin(list(survey.sizes)),
        "coverage": value.isin(list(survey.coverages)),
        "weight": value.between(1, _LARGEST_WEIGHT),
        "age": value.between(*survey.ages) | (value == survey.no_age),
        "birth": place | (value == 0),
        "residence": place | (value == 0),
    }[name]


def _number(column: Any, name: str) -> Any:
    """A code as a number; a blank one as missing, except where a blank says that the question was not put: 0."""
    number = column.nullif("").try_cast("float64") if column.type().is_string() else column.cast("float64")
    if name not in ("birth", "residence"):
        return number
    blank = (_is_null(column) | (column == "")) if column.type().is_string() else (_is_null(column) | number.isnan())
    # -1 is how some copies of the file write a question that was passed over.
    return (blank | (number == -1).fill_null(False)).ifelse(0.0, number)


def _dwellings(rows: Any, survey: Survey) -> Any:
    """A row a dwelling: what its persons are, and what they say of it."""
    first, last = survey.ages
    asked = rows["age"].between(max(first, _RETURN_AGE), last)
    returned = asked & (rows["residence"] == survey.united_states)
    born = rows["birth"].isin(list(survey.born_in_mexico))
    unsaid = asked & rows["residence"].isin([0, *survey.unspecified])
    place = ((rows["state"] * 1000 + rows["municipality"]) * 10 + rows["size"]) * 10 + rows["coverage"]
    people = rows.select(
        "dwelling",
        "stratum",
        "unit",
        "weight",
        "fault",
        place=place,
        asked=asked.cast("int64"),
        returned=returned.cast("int64"),
        mexican=(returned & born).cast("int64"),
        unsaid=unsaid.cast("int64"),
        abroad=(asked & rows["residence"].between(*survey.abroad)).cast("int64"),
    )
    return people.group_by("dwelling", "place", "stratum", "unit", "weight").agg(
        **{name: people[name].sum() for name in ("asked", "returned", "mexican", "unsaid", "abroad")},
        fault=people["fault"].max(),
    )


def _is_null(column: Any) -> Any:
    return column.isnull()  # noqa: PD003 Ibis has no isna


def _kept(connection: Any, table: Any) -> Any:
    """The table worked out once: the file is not read again for each thing asked of it."""
    import ibis

    if connection.name == "duckdb":
        # Ibis' own cache drops its table in a way that DuckDB 2 does not parse; this one goes with the connection.
        return connection.create_table(ibis.util.gen_name("dwellings"), table, temp=True)
    return table.cache()


def _units(dwellings: Any, survey: Survey) -> Any:
    code = (dwellings["place"] // 10) % 10
    size = code.cases(*survey.sizes.items(), else_=0)
    weight = dwellings["weight"]
    has = (dwellings["returned"] > 0).cast("int64")
    has_mexican = (dwellings["mexican"] > 0).cast("int64")
    sums = {
        "persons_5": weight * dwellings["asked"],
        "returned": weight * dwellings["returned"],
        "returned_mexican": weight * dwellings["mexican"],
        "unspecified": weight * dwellings["unsaid"],
        "dwellings": weight,
        "return_dwellings": weight * has,
        "return_dwellings_mexican": weight * has_mexican,
        "sample_persons_5": dwellings["asked"],
        "sample_returned": dwellings["returned"],
        "sample_returned_mexican": dwellings["mexican"],
        "sample_unspecified": dwellings["unsaid"],
        "sample_dwellings": has * 0 + 1,
        "sample_return_dwellings": has,
        "sample_return_dwellings_mexican": has_mexican,
    }
    place = dwellings["place"] + (size - code) * 10
    return dwellings.group_by("stratum", "unit", place=place.cast("int64")).agg(
        **{name: value.sum().cast("int64") for name, value in sums.items()}
    )


def _check(dwellings: Any, persons: Any, survey: Survey, file: str) -> None:
    found = dwellings.agg(
        dwellings=dwellings.count(),
        once=dwellings["dwelling"].nunique(),
        fault=dwellings["fault"].max(),
        abroad=dwellings["abroad"].sum(),
        returned=dwellings["returned"].sum(),
    ).to_pyarrow().to_pandas().iloc[0]  # fmt: skip
    if not found["dwellings"]:
        raise LayerError.at(file, found="no rows", expected=f"the persons of {survey.title}")
    if found["fault"]:
        raise _fault(persons, survey, file)
    if found["once"] != found["dwellings"]:
        raise _torn(dwellings, survey, file)
    if found["abroad"] >= _ENOUGH_ABROAD and not found["returned"]:
        raise LayerError.at(
            file,
            column=survey.columns["residence"],
            found=f"{found['abroad']} persons from abroad, none with code {survey.united_states}",
            expected=f"{survey.united_states} as the code of the United States: is it {survey.title}?",
        )


def _fault(persons: Any, survey: Survey, file: str) -> LayerError:
    """The first faulty value; read again, since only a faulty file comes here."""
    import ibis

    names = list(survey.columns)
    rows = _flagged(persons, survey).mutate(row=ibis.row_number())
    wrong = rows.filter(rows["fault"] > 0)
    others = int(wrong.count().to_pyarrow().as_py()) - 1
    first = wrong.order_by("row").limit(1).to_pyarrow().to_pandas().iloc[0]
    name = names[int(first["fault"]) - 1]
    seen = first[f"seen_{name}"]
    message = LayerError.at(
        file,
        row=f"{int(first['row']) + 1} (dwelling {first['seen_dwelling']})",
        column=survey.columns[name],
        found="no value" if pd.isna(seen) or seen == "" else seen,
        expected=_EXPECTED.get(name, "a code of the survey"),
    )
    return LayerError(f"{message} (and {others} more rows)") if others else message


def _torn(dwellings: Any, survey: Survey, file: str) -> LayerError:
    counts = dwellings.group_by("dwelling").agg(rows=dwellings.count())
    first = counts.filter(counts["rows"] > 1).order_by("dwelling").limit(1).to_pyarrow().to_pandas().iloc[0]
    columns = ", ".join(survey.columns[name] for name in ("state", "municipality", "size", "coverage", *_DESIGN))
    return LayerError.at(
        file,
        row=f"dwelling {first['dwelling']}",
        found=f"persons who disagree about {columns}",
        expected="the same in the whole dwelling",
    )


@contextmanager
def _failures(file: str) -> Iterator[None]:
    """Tell what an engine could not read as our own error: the file, the row, what was found."""
    try:
        yield
    except LayerError:
        raise
    except Exception as error:  # every engine has errors of its own kind
        if type(error).__module__.split(".")[0] not in {"_duckdb", "duckdb", "pyspark", "py4j"}:
            raise
        raise _unread(file, str(error)) from error


def _unread(file: str, said: str) -> LayerError:
    """What an engine says, in our words: never the row itself, which is a person's."""
    hint = "is the file truncated, or of mixed encodings?"
    line = re.search(r"CSV Error on Line: (\d+)", said)
    row = int(line[1]) - 1 if line else None
    counts = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", said)
    if counts:
        found, expected = f"{counts[2]} cells", f"{counts[1]}, as in the header: {hint}"
    elif re.search(r"unterminated quote|quote should be|malformed", said, flags=re.IGNORECASE):
        found, expected = "a quote that is not closed, or stands inside a cell", f"rows of codes: {hint}"
    elif "invalid state" in said:
        found, expected = "lines that end in several ways, or broken quotes", "CSV: save it again"
    else:
        told = [line.strip() for line in said.splitlines() if not line.startswith("Original Line")]
        found, expected = " ".join(told[:3]), f"whole rows of codes in UTF-8 or Latin-1: {hint}"
    return LayerError.at(file, row=row, found=found, expected=expected)


@contextmanager
def _progress(connection: Any, report: Report, step: str) -> Iterator[None]:
    """Report how far DuckDB is with its query, a few times a second; other engines only that they work."""
    report(step, None)
    share = getattr(getattr(connection, "con", None), "query_progress", None)
    if share is None or report is silent:
        yield
        return
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_POLL_SECONDS):
            percent = share()
            report(step, percent / 100 if percent >= 0 else None)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
