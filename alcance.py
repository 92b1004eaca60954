"""Alcance for a shell: `alcance gaps`, `alcance layers`, `alcance build`, `alcance fetch`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="Which rural municipalities receive many return migrants outside every reintegration program's reach.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class ListFormat(StrEnum):
    """Formats of a list."""

    csv = "csv"
    json = "json"
    geojson = "geojson"


class LayerName(StrEnum):
    """Layers that can be written out."""

    municipios = "municipios"
    settlements = "settlements"
    returns = "returns"
    programs = "programs"


@app.command()
def gaps(
    *,
    year: Annotated[str | None, typer.Option(help="Census year of the return figures: 2020 or 2010.")] = None,
    region: Annotated[
        str | None, typer.Option(help="CONAPO's regions: sur-sureste, tradicional, norte, centro, or all.")
    ] = None,
    state: Annotated[str | None, typer.Option(help="States instead of regions, by key or name: 20,12.")] = None,
    rural_below: Annotated[
        str | None, typer.Option(help="A locality of fewer people is rural: 15000 (the brief), 2500 (INEGI).")
    ] = None,
    min_rural_share: Annotated[str | None, typer.Option(help="Smallest share of rural people, 0-1.")] = None,
    min_return_rate: Annotated[
        str | None, typer.Option(help="Smallest return rate, % of dwellings; none: the national rate of the year.")
    ] = None,
    min_return_dwellings: Annotated[str | None, typer.Option(help="Smallest number of rural return dwellings.")] = None,
    reach_km: Annotated[
        str | None, typer.Option(help="Reach of a site that has none of its own, km, over 0 and up to 1000.")
    ] = None,
    programs: Annotated[
        str | None, typer.Option(help="Views (current, imrc-2014) and program ids, joined by commas; or none.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Year in which a site must be open; none: the view's or the catalogue's.")
    ] = None,
    eligibility: Annotated[str | None, typer.Option(help="Whom a program must take: any, deported, voluntary.")] = None,
    components: Annotated[
        str | None, typer.Option(help="Components of which a site must offer one; none: any of the 14.")
    ] = None,
    count_reception: Annotated[
        bool, typer.Option("--count-reception", help="Programs that offer none of the 14 components cover too.")
    ] = False,
    max_covered_share: Annotated[str | None, typer.Option(help="Largest covered share of a gap, 0-1.")] = None,
    programs_file: Annotated[Path | None, typer.Option(help="Your own catalogue of programs (GeoJSON).")] = None,
    everyone: Annotated[bool, typer.Option("--all", help="Every municipality with its status.")] = False,
    output_format: Annotated[ListFormat, typer.Option("--format", help="Format of the list.")] = ListFormat.csv,
    out: Annotated[Path | None, typer.Option(help="File to write; the terminal if not given.")] = None,
) -> None:
    """List the municipalities that fall through, most rural return dwellings first.

    Without options it asks the default question: Sur-sureste, 2020, programs open today, a reach of 50 km.
    """
    from exports.tables import export_gaps
    from geo import Criteria, find_gaps
    from layers import load

    asked = {
        "year": year,
        "region": region,
        "rural_below": rural_below,
        "min_rural_share": min_rural_share,
        "min_return_rate": min_return_rate,
        "min_return_dwellings": min_return_dwellings,
        "reach_km": reach_km,
        "programs": programs,
        "as_of": as_of,
        "eligibility": eligibility,
        "components": components,
        "max_covered_share": max_covered_share,
    }
    texts = {name: text for name, text in asked.items() if text is not None}
    if count_reception:
        texts["count_reception"] = "true"
    Criteria.from_text(texts)
    layers = load()
    if state is not None:
        texts["state"] = ",".join(layers.state_keys(state.split(",")))
    if programs_file is not None:
        layers = layers.with_programs(programs_file)
    answer = find_gaps(layers, Criteria.from_text(texts))
    _write(export_gaps(answer, layers, everyone=everyone, format=output_format.value), out)


@app.command("layers")
def write_layer(
    name: Annotated[LayerName, typer.Argument(help="Which layer.")],
    out: Annotated[Path | None, typer.Option(help="File to write; the terminal if not given.")] = None,
    programs_file: Annotated[Path | None, typer.Option(help="Your own catalogue of programs (GeoJSON).")] = None,
) -> None:
    """Write a layer as CSV: what is known, before any question."""
    from exports.tables import layer_rows, to_csv
    from layers import load

    layers = load()
    if programs_file is not None:
        layers = layers.with_programs(programs_file)
    _write(to_csv(layer_rows(layers, name.value)), out)


@app.command()
def build(
    raw: Annotated[Path, typer.Option(help="Folder with the official files, in any subfolder.")],
    out: Annotated[Path | None, typer.Option(help="Data folder to write; the embedded one if not given.")] = None,
) -> None:
    """Make the embedded tables from the official files; all of them or none."""
    from rich.console import Console

    from layers import DATA
    from layers.build import build as build_tables

    console = Console(stderr=True)
    with console.status("reading") as status:

        def report(step: str) -> None:
            console.print(step, highlight=False)
            status.update(step)

        document = build_tables(raw, out or DATA, report=report)
    size = sum(entry["bytes"] for entry in document["resources"])
    typer.echo(f"edition {document['edition']}: {len(document['resources'])} files, {size / 1e6:.1f} MB")


@app.command()
def fetch(
    to: Annotated[Path, typer.Option(help="Folder to download into.")] = Path("raw"),
) -> None:
    """Download the official files that have an address of their own: CONAPO's of 2010 and 2020, INEGI's ITER 2020."""
    from layers.build.fetch import fetch as fetch_files

    failures = fetch_files(to, report=lambda line: typer.echo(line, err=True))
    if failures:
        raise typer.Exit(1)


def _write(data: bytes, out: Path | None) -> None:
    from exports.files import write_whole

    if out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write_whole(out, data)


def main() -> None:
    """Run the shell; one line on standard error and exit code 2 for a wrong option, 1 for data that cannot be used."""
    from geo.criteria import CriteriaError
    from layers.errors import LayerError

    arguments = sys.argv[1:] or ["--help"]
    try:
        code = app(arguments, standalone_mode=False)
    except CriteriaError as error:
        lines = "; ".join(f"--{field.replace('_', '-')}: {message}" for field, message in error.faults)
        code = _fail(lines, 2)
    except typer.TyperException as error:
        explain = getattr(error, "format_message", error.__str__)
        code = _fail(" ".join(explain().replace("Value error, ", "").split()), 2)
    except LayerError as error:
        code = _fail(str(error), 1)
    except BrokenPipeError:
        code = 0
    except OSError as error:
        code = _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error), 1)
    except typer.Abort:
        code = _fail("stopped", 130)
    sys.exit(code)


def _fail(message: str, code: int) -> int:
    typer.echo(f"alcance: {message}", err=True)
    return code


if __name__ == "__main__":
    main()
