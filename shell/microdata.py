"""`alcance microdata`: from a survey's person file to return figures with their error."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from shell.output import Output, file_named
from shell.progress import progress
from vocabulary.lists import Engine, EstimatesFormat

if TYPE_CHECKING:
    import pandas as pd

    from layers.microdata.surveys import Survey


def microdata(
    persons: Annotated[
        Path,
        typer.Option(
            help="The person file: CSV, a zip of it, Parquet, a folder of CSV or Parquet; or a table of --connection."
        ),
    ],
    out: Annotated[
        str,
        typer.Option(
            parser=file_named,
            metavar="FILE",
            help="Return figures to write, CSV or Parquet: what --returns takes.",
        ),
    ],
    survey: Annotated[str, typer.Option(help="Which survey it is: censo2020, eic2025 or eic2015.")] = "censo2020",
    detail: Annotated[
        str | None,
        typer.Option(
            parser=file_named, metavar="FILE", help="Every figure by size of locality to write too, CSV or Parquet."
        ),
    ] = None,
    catalogue: Annotated[
        Path | None,
        typer.Option(help="INEGI's catalogue of countries, or its zip: checks the code of the United States."),
    ] = None,
    engine: Annotated[Engine, typer.Option(help="What it runs on.")] = "duckdb",
    master: Annotated[str | None, typer.Option(help="Spark's master; local[*] if not given.")] = None,
    connection: Annotated[str | None, typer.Option(help="Another database that holds the persons, by its URL.")] = None,
) -> None:
    """Estimate return migration from census microdata, each figure with its sampling error.

    Rates of persons and of dwellings, for every municipality and size of locality, by Taylor linearisation for the
    survey's strata and sampling units.
    """
    from layers.microdata import (
        check_united_states,
        estimate,
        read_catalogue,
        returns_table,
        sample_units,
        survey_named,
    )
    from layers.microdata.engines import connect, table_of
    from layers.microdata.reading import open_persons, person_table

    figures = Output(_FORMATS, out)
    details = None if detail is None else Output(_FORMATS, detail, option="--detail")
    declared = survey_named(survey)
    check_united_states(declared)
    if catalogue is not None:
        check_united_states(declared, read_catalogue(catalogue), file=catalogue.name)
    with progress("connecting") as report:
        where = connect(engine, master=master, url=connection)
        name = persons.name
        if connection is not None:
            units = sample_units(
                person_table(table_of(where, str(persons)), declared, file=name), declared, file=name, report=report
            )
        else:
            with open_persons(persons, declared, where, report=report) as table:
                units = sample_units(table, declared, file=name, report=report)
        report("estimating", None)
        estimates = estimate(units, declared)
    answer = returns_table(estimates, declared)
    _write(answer, figures)
    if details is not None:
        _write(estimates, details)
    _tell(answer, estimates, units, declared, figures.name)
    if catalogue is None:
        typer.echo(
            f"code {declared.united_states} was taken for the United States, as the survey's declaration has it; "
            "--catalogue checks it against INEGI's own",
            err=True,
        )


_CLASSES = {"high": "high", "moderate": "moderate", "low": "low", "not_published": "not published"}


_FORMATS: tuple[EstimatesFormat, ...] = get_args(EstimatesFormat)


def _write(table: pd.DataFrame, output: Output[EstimatesFormat]) -> None:
    import io

    from exports.tables import to_csv

    if output.form == "csv":
        output.write(to_csv(table))
        return
    data: Any = io.BytesIO()
    table.to_parquet(data, index=False)
    output.write(data.getvalue())


def _tell(answer: pd.DataFrame, estimates: pd.DataFrame, units: pd.DataFrame, survey: Survey, name: str) -> None:
    """Say how sure the figures of a file are, and which municipalities are not in it."""
    classes = answer["precision"].value_counts()
    told = ", ".join(f"{classes.get(key, 0)} {label}" for key, label in _CLASSES.items())
    sample = int(units["sample_dwellings"].sum())
    typer.echo(f"{len(answer)} municipalities from {sample:,} dwellings of the sample; precision: {told}", err=True)
    torn = [key for key in survey.torn if key in set(estimates["cvegeo"])]
    if torn:
        typer.echo(
            f"{', '.join(torn)}: made since 2020 from parts of several municipalities; not in {name}, and "
            "the ones they came from are smaller in it than in 2020",
            err=True,
        )
