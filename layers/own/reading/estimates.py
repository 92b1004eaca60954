"""INEGI's estimates of 2025 as they come, as a table whose columns are called as ours."""

from __future__ import annotations

from layers.eic2025 import SHARE_OF_5_AND_OVER, Estimates, estimates_of, looks_like, member_of
from layers.errors import LayerError
from layers.microdata.surveys import EIC_2025
from layers.own.answers import Options
from layers.own.findings import Finding, OwnError, note
from layers.own.reading.archive import entries_of
from layers.own.reading.table import Format, Table


def read_estimates(data: bytes, name: str, _: Options) -> Table:
    """The municipalities' figures of INEGI's zip, or of the table in it: a row a municipality of 2020.

    Raises
    ------
    OwnError
        Where the file is damaged, or not as `layers.eic2025` needs it.
    """
    packed = data.startswith(b"PK")
    try:
        if packed:
            entries = entries_of(data, name)
            data = entries[member_of(list(entries), name)]
        found = estimates_of(data, name)
    except OwnError:
        raise
    except LayerError as error:
        raise OwnError.of(name, "estimates", reason=str(error).removeprefix(f"{name}, ")) from error
    frame = found.frame.dropna(axis="columns", how="all").astype(object)
    return Table(
        "zip" if packed else "csv",
        tuple(frame.columns),
        [tuple(row) for row in frame.where(frame.notna(), None).itertuples(index=False)],
        found.rows,
        findings=_notes(found),
        encoding="windows-1252",
        answered=("rate_unit",),
    )


ESTIMATES = Format(looks_like, read_estimates)


def _notes(found: Estimates) -> list[Finding]:
    notes = [note("estimates")]
    parts = {"share": f"{SHARE_OF_5_AND_OVER:.4f}"} if found.base == "scaled" else {}
    notes.append(note(f"people_{found.base}", **parts))
    if found.merged:
        notes.append(note("put_back", keys=", ".join(f"{key} > {EIC_2025.merged[key]}" for key in found.merged)))
    if found.torn:
        notes.append(note("of_several", keys=", ".join(found.torn)))
    return notes
