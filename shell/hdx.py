"""`alcance hdx`: a dataset for the Humanitarian Data Exchange, ready to be uploaded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shell.output import Address, NotesLang
from shell.question import Request, asks
from words.catalogues import DEFAULT


@asks
def hdx(
    request: Request,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the files go.")],
    name: Annotated[str | None, typer.Option(help="Of the dataset in its address, and of its files.")] = None,
    owner_org: Annotated[str | None, typer.Option(help="Your organisation, as HDX knows it.")] = None,
    maintainer: Annotated[str | None, typer.Option(help="Who answers for the dataset, as HDX knows the user.")] = None,
    public: Annotated[
        bool, typer.Option("--public", help="For anybody to see at once; else your organisation makes it public.")
    ] = False,
    everyone: Annotated[bool, typer.Option("--all", help="Every municipality with its status.")] = False,
    hxl: Annotated[bool, typer.Option("--hxl", help="A line of HXL tags in the CSV and the workbook.")] = False,
    lang: NotesLang = DEFAULT,
    address: Address = None,
) -> None:
    """Make a dataset for HDX: the list as CSV, XLSX, GeoJSON and GeoPackage, and dataset.json with what HDX asks for.

    Nothing is uploaded. Without --owner-org and --maintainer a placeholder stands for each, which HDX refuses.
    """
    from pydantic import ValidationError

    from exports.files import write_together
    from exports.hdx import PACKAGE, Publisher, hdx_files
    from geo import find_gaps
    from words.text import Text

    given = {"name": name, "owner_org": owner_org, "maintainer": maintainer}
    said = {field: value for field, value in given.items() if value is not None}
    try:
        publisher = Publisher(**said, private=not public)
    except ValidationError as error:
        wrong = error.errors()[0]
        expected = "2 to 100 of a-z, 0-9, - and _, the first a letter or a digit"
        option = f"--{wrong['loc'][0]}".replace("_", "-")
        raise typer.BadParameter(f"found {wrong['input']!r}, expected {expected}", param_hint=option) from error
    criteria, layers = request.asked
    gaps = find_gaps(layers, criteria)
    files = hdx_files(gaps, layers, Text(lang), publisher, everyone=everyone, hxl=hxl, address=address)
    out.mkdir(parents=True, exist_ok=True)
    write_together({out / file: data for file, data in files.items()})
    for option in ("owner_org", "maintainer"):
        if option not in said:
            typer.echo(f"alcance: {PACKAGE}: {option} is a placeholder, {getattr(publisher, option)!r}", err=True)
