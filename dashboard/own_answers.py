"""What a person says of a file of theirs: how it is read, which column is which, and what the file does not say."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.html import note
from layers.own import Answers, Draft, OwnError, Question
from layers.own.answers import READING, bounds_of, choices_of, type_of
from layers.own.limits import HEADER_ROW
from layers.own.reading.text import ENCODINGS, SEPARATORS
from layers.rows import each_row
from words.text import Text

_LONGEST_ANSWER = 200
_FIELDS_IN_ROW = 2
#: What text may be in, and what may stand between its cells.
_WAYS = {"encoding": ENCODINGS, "separator": tuple(SEPARATORS)}


def offer_ways(offered: Draft | Exception, file_id: str, text: Text) -> None:
    """Let a person choose sheet, layer and header: what was chosen for them stands in the box until they do."""
    if not isinstance(offered, Draft | OwnError):
        return
    for part in READING:
        label, key = text(f"own.{part}"), f"own.{part}.{file_id}"
        names: tuple[str, ...] = getattr(offered, f"{part}s", ())
        found = getattr(offered, part, None)
        if len(names) > 1:
            chosen = offered.chosen if offered.chosen in names else names[0]
            st.selectbox(label, names, index=None, placeholder=chosen, key=key)
        elif part == "header_row" and found is not None:
            st.number_input(label, 1, HEADER_ROW, None, placeholder=str(found), key=key)
        elif found is not None:
            named = partial(_named_choice, part, text=text)
            st.selectbox(label, _WAYS[part], index=None, format_func=named, placeholder=named(found), key=key)


def _named_choice(part: str, choice: str, text: Text) -> str:
    """A separator by its name, an encoding as it is."""
    return text(f"own.separator.{SEPARATORS[choice]}") if part == "separator" and choice in SEPARATORS else choice


def column_boxes(draft: Draft, file_id: str, text: Text) -> dict[str, str]:
    """The column of each field as the person has it now, starting from the guesses."""
    st.header(text("own.columns"))
    st.caption(text("own.columns.help"))
    guesses = draft.guesses[draft.guesses["reason"] != "geometry"]
    first = guesses["column"].notna() | guesses["required"]
    found = _field_boxes(draft, guesses[first], file_id, text)
    others = guesses[~first]
    if len(others):
        with st.expander(text("own.columns.other", count=text.number(len(others)))):
            found |= _field_boxes(draft, others, file_id, text)
    unused = [column for column in draft.columns if column not in found.values()]
    if unused:
        st.html(note(text("own.unused", names=text.join(unused))))
    return found


def _field_boxes(draft: Draft, guesses: pd.DataFrame, file_id: str, text: Text) -> dict[str, str]:
    found = {}
    boxes = st.columns(_FIELDS_IN_ROW, gap="medium")
    choices = [None, *draft.columns]
    none = text("own.no_column")
    for place, row in enumerate(each_row(guesses)):
        with boxes[place % _FIELDS_IN_ROW]:
            guessed = row.column if isinstance(row.column, str) else None
            column = st.selectbox(
                text(f"own.means.{draft.kind}.{row.field}") + (" \\*" if row.required else ""),
                choices,
                index=choices.index(guessed),
                format_func=lambda name: none if name is None else name,
                key=f"own.column.{text.language}.{file_id}.{draft.kind}.{draft.chosen}.{draft.header_row}.{row.field}",
            )
            if guessed is not None and column == guessed:
                st.html(note(f"{row.field}: {text(f'own.reason.{row.reason}')}"))
            if column is not None:
                found[str(row.field)] = str(column)
    return found


def answer_boxes(draft: Draft, mapping: dict[str, str], file_id: str, text: Text) -> dict[str, Any]:
    """What the file does not say and the person does, as `Answers` has it: what must be said, then what may be."""
    st.header(text("own.questions"))
    key = f"own.answer.{file_id}.{draft.kind}"
    asked = draft.questions_of(mapping)
    found = {question.id: _question(question, key, text) for question in asked}
    return found | {answer: _offer(answer, key, text) for answer in draft.offered if answer not in found}


def _question(question: Question, key: str, text: Text) -> Any:
    """What must be answered: nothing is chosen before the person does."""
    answer, label = question.id, f"own.{question.id}.asked"
    label = text(label if text.has(label) else f"own.{answer}")
    if not question.choices:
        return _box(answer, label, key)
    return st.radio(
        label,
        question.choices,
        index=None,
        format_func=lambda choice: _choice(answer, choice, text),
        key=f"{key}.{text.language}.{answer}",
    )


def _offer(answer: str, key: str, text: Text) -> Any:
    """What may be answered."""
    label, choices = text(f"own.{answer}"), choices_of(answer)
    if type_of(answer) is bool:
        return st.checkbox(label, key=f"{key}.{answer}")
    if not choices:
        return _box(answer, label, key)
    return st.selectbox(
        label,
        [None, *choices],
        format_func=lambda choice: _choice(answer, choice or "none", text),
        key=f"{key}.{text.language}.{answer}",
    )


def _box(answer: str, label: str, key: str) -> Any:
    if type_of(answer) is int:
        return st.number_input(label, *bounds_of(answer), None, key=f"{key}.{answer}")
    return st.text_input(label, key=f"{key}.{answer}", max_chars=_LONGEST_ANSWER).strip() or getattr(Answers(), answer)


def _choice(answer: str, choice: str, text: Text) -> str:
    """The words of a choice; a value of the file is shown as it is."""
    return text(f"own.{answer}.{choice}") if text.has(f"own.{answer}.{choice}") else choice
