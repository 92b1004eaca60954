"""What a person has said of a file, as the shell's options: with them it is read so again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from layers.own.answers import IDS, READING, Answers
from layers.own.draft import Draft

_TAB = "\t"


def options_of(draft: Draft, mapping: Mapping[str, str | None], answers: Answers, *, warned: bool) -> tuple[str, ...]:
    r"""The options that say the same of a file, each of its kind alone; none where nothing had to be said.

    Parameters
    ----------
    draft, mapping, answers
        As `layers.own.read` is given them.
    warned : bool
        Whether there is something that a person must have seen.

    Examples
    --------
    >>> from layers.own import inspect
    >>> draft = inspect(b"cvegeo,year,tasa\n20067,2020,9\n", "mine.csv", "returns")
    >>> options_of(draft, {**draft.mapping, "return_rate": "tasa"}, Answers(rate_unit="percent"), warned=False)
    ('--column', 'returns:tasa=return_rate', '--answer', 'returns:rate_unit=percent')
    """
    said = [
        *((part, getattr(draft.options, part)) for part in READING),
        ("crs", answers.crs),
        *(("column", pair) for pair in _columns(draft, mapping)),
        *(("answer", pair) for pair in _answers(answers)),
    ]
    words = [
        word
        for option, value in said
        if value not in (None, "")
        for word in (f"--{option.replace('_', '-')}", f"{draft.kind}:{'tab' if value == _TAB else value}")
    ]
    guessed = any(mapping.get(field) == column for field, column in draft.guessed.items())
    return (*words, *(["--yes"] if guessed or warned else []))


def _columns(draft: Draft, mapping: Mapping[str, str | None]) -> Iterator[str]:
    """What is another field than was guessed, and what was guessed and is none."""
    found = {field: column for field, column in mapping.items() if column is not None}
    yield from (f"{column}={field}" for field, column in found.items() if draft.mapping.get(field) != column)
    used = set(found.values())
    yield from (f"{column}=" for column in draft.mapping.values() if column not in used)


def _answers(answers: Answers) -> Iterator[str]:
    usual = Answers()
    for answer in IDS:
        value: Any = getattr(answers, answer)
        if answer != "crs" and value != getattr(usual, answer):
            yield f"{answer}={'yes' if value is True else value}"
    yield from (f"{name}={key}" for name, key in answers.names.items())
