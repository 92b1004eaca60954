"""A dataset for the Humanitarian Data Exchange (HDX): the list in its formats, and what CKAN asks of a dataset."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from exports.context import describe
from exports.lists import TAGGED, describe_csv, export_gaps
from exports.method import limits, rule_steps
from exports.sentence import more, place_name, reading_line
from exports.tables import to_json
from geo import Gaps
from layers import Layers
from vocabulary.lists import STATUSES, ListFormat
from words.text import Text

#: The file that says what the others are; it is the request itself and is not uploaded.
PACKAGE = "dataset.json"

#: What stands for the organisation and the maintainer until a person says theirs: HDX knows neither and refuses both.
ORGANISATION, MAINTAINER = "your-organisation-on-hdx", "your-user-on-hdx"

#: What the dataset is called unless a person says otherwise.
NAME = "mexico-return-migration-outside-reach-of-programs"

#: Tags, all of those that HDX approves.
TAGS = ("geodata", "indicators", "migration", "returnees")

#: The list's formats that go along, and what HDX calls them.
_FORMATS: dict[ListFormat, str] = {"csv": "CSV", "xlsx": "XLSX", "geojson": "GeoJSON", "gpkg": "Geopackage"}

_Words = Annotated[str, Field(min_length=1)]
_Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{1,99}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(_Strict):
    """Something that HDX knows by its name."""

    name: _Slug


class Tag(Named):
    """A tag of HDX's vocabulary."""

    vocabulary_id: Literal["b891512e-9516-4bf5-962a-7a289772a2a1"] = "b891512e-9516-4bf5-962a-7a289772a2a1"


class Resource(_Strict):
    """A file of the dataset, to be uploaded from beside the request."""

    name: _Words
    url: _Words
    description: _Words
    format: Literal["CSV", "XLSX", "GeoJSON", "Geopackage", "JSON"]
    url_type: Literal["upload"] = "upload"
    resource_type: Literal["file.upload"] = "file.upload"


class Publisher(_Strict):
    """Under which name, by whom and for whom a dataset is published.

    Attributes
    ----------
    name : str
        What the dataset is called in its address on HDX, and its files are.
    owner_org, maintainer : str
        As HDX knows them.
    private : bool
        Whether the organisation alone sees it, until somebody there makes it public.
    """

    name: _Slug = NAME
    owner_org: _Slug = ORGANISATION
    maintainer: _Slug = MAINTAINER
    private: bool = True


class Dataset(Publisher):
    """What HDX asks of a dataset, as ``package_create`` takes it."""

    title: _Words
    notes: _Words
    dataset_source: _Words
    dataset_date: Annotated[str, Field(pattern=r"^\[\d{4}-01-01T00:00:00 TO \d{4}-12-31T23:59:59\]$")]
    data_update_frequency: Literal["365"] = "365"
    subnational: Literal["1"] = "1"
    groups: tuple[Named, ...] = (Named(name="mex"),)
    license_id: Literal["cc-by", "hdx-other"]
    license_other: _Words | None
    methodology: Literal["Other"] = "Other"
    methodology_other: _Words
    caveats: _Words
    tags: tuple[Tag, ...]
    resources: tuple[Resource, ...]


def hdx_files(
    gaps: Gaps,
    layers: Layers,
    text: Text,
    publisher: Publisher,
    *,
    everyone: bool = False,
    hxl: bool = False,
    address: str | None = None,
) -> dict[str, bytes]:
    """The files of a dataset by name, `PACKAGE` last. No clock: its dates are the question's and the catalogue's.

    Parameters
    ----------
    gaps, layers, text, publisher
        The answer, what it was made from, the language, and who publishes it.
    everyone, address
        As in `exports.lists.export_gaps`.
    hxl : bool
        A line of HXL tags in the CSV and the workbook.
    """
    text, csv = text.about(gaps), f"{publisher.name}.csv"
    told: dict[str, Any] = {"everyone": everyone, "text": text, "address": address}
    files = {
        f"{publisher.name}.{form}": export_gaps(gaps, layers, format=form, hxl=hxl and form in TAGGED, **told)
        for form in _FORMATS
    }
    files[f"{csv}-metadata.json"] = describe_csv(gaps, layers, name=csv, hxl=hxl, **told)
    formats: list[tuple[str, Any]] = [*_FORMATS.items(), ("metadata", "JSON")]
    resources = tuple(
        Resource(name=file, url=file, description=text(f"hdx.resource.{form}"), format=named)
        for file, (form, named) in zip(files, formats, strict=True)
    )
    written = [*(["--hxl"] if hxl else []), "--name", publisher.name, "--lang", text.language]
    about = describe(gaps, layers, text, everyone=everyone, address=address, command=("hdx",), written=written)
    made = _dataset(gaps, layers, text, publisher, about, resources, tags=(*TAGS, *(("hxl",) if hxl else ())))
    return {**files, PACKAGE: to_json(made.model_dump(mode="json", exclude_none=True))}


def _dataset(
    gaps: Gaps,
    layers: Layers,
    text: Text,
    publisher: Publisher,
    about: dict[str, Any],
    resources: tuple[Resource, ...],
    *,
    tags: tuple[str, ...],
) -> Dataset:
    institutions = [source["institution"] for source in about["sources"]]
    # Roads and a person's own files come under terms of their own.
    ours = not gaps.provenance.own and gaps.network is None
    first, last = sorted((gaps.criteria.year, gaps.selection.as_of))
    steps = [f"{number}. {step}" for number, step in enumerate(rule_steps(gaps, text), start=1)]
    statuses = [f"   - {text(f'status.{name}')}: {text(f'method.status.{name}')}" for name in STATUSES]
    said = [about["answer"], more(gaps, layers, text), reading_line(gaps, text), text("hdx.notes")]
    said += [text("hdx.again", command=about["command"], edition=about["data_edition"]), about["licence"]]
    return Dataset(
        **publisher.model_dump(),
        title=text("hdx.title", place=place_name(gaps.criteria, layers, text)),
        notes="\n\n".join(part for part in said if part),
        dataset_source="; ".join(dict.fromkeys([*institutions, *about["own_files"]])),
        dataset_date=f"[{first}-01-01T00:00:00 TO {last}-12-31T23:59:59]",
        license_id="cc-by" if ours else "hdx-other",
        license_other=None if ours else about["licence"],
        methodology_other="\n".join([*steps, *statuses]),
        caveats="\n".join(f"- {one}" for one in (*limits(gaps, layers, text), text("hdx.harm"))),
        tags=tuple(Tag(name=tag) for tag in sorted(tags)),
        resources=resources,
    )
