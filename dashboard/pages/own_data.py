"""A person's own files: chosen, looked at, their columns confirmed, their rows checked, then used in this session."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Hashable
from functools import partial
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.downloads import offer
from dashboard.html import alert, by_keyboard, chooser, note, table, title
from dashboard.parts import show_notice
from dashboard.private import upload_id
from dashboard.session import bring, layers_before, own, put_away, session_layers, session_names
from exports.tables import to_csv
from layers import LayerError
from layers.own import KINDS, Answers, Draft, OwnError, Question, Result, descriptions, inspect, read, template
from layers.own.answers import READING, bounds_of, choices_of, type_of
from layers.own.every_kind import in_order
from layers.own.findings import layer_fault, reasons_of, say, shorten
from layers.own.limits import FILE_MEGABYTES, HEADER_ROW
from layers.own.reading.text import ENCODINGS, SEPARATORS
from layers.own.result import counts_of, findings_of, report_of
from words.text import Text

T = TypeVar("T")

_HEIGHT = 420
#: Rows of the check that the page shows; the download has all.
_SHOWN = 2_000
#: Names that were not found which the page asks about.
_NAMES = 20
_OUTCOMES = ("all", "refused", "warned", "mended", "taken")
_LONGEST_ANSWER = 200
_MIME = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_FIELDS_IN_ROW = 2
#: What text may be in, and what may stand between its cells.
_WAYS = {"encoding": ENCODINGS, "separator": tuple(SEPARATORS)}
_LOG = logging.getLogger(__name__)


def show() -> None:
    """Draw the page."""
    text = Text(state.language())
    show_notice(text)
    st.html(title(text("own.title"), text("own.intro")))
    _in_use(text)
    kind = st.selectbox(
        text("own.kind"),
        list(KINDS),
        format_func=lambda name: text(f"own.kind.{name}"),
        key=f"own.kind.{text.language}",
    )
    if KINDS[kind].is_country:
        st.caption(text("own.country.how"))
    _templates(kind, text)
    st.html(chooser(text("own.choose")))
    file = st.file_uploader(
        text("own.upload", megabytes=str(FILE_MEGABYTES), formats=text("own.formats.all")),
        key=f"own.file.{kind}.{st.session_state.get('own.round', 0)}",
        max_upload_size=FILE_MEGABYTES,
    )
    if file is None:
        _forget()
    else:
        _look(file, kind, text)
    state.write_link()


def _in_use(text: Text) -> None:
    if st.session_state.pop("own.used", False):
        st.success(text("own.used"))
    fault = st.session_state.pop("own.fault", None)
    if fault is not None:
        st.html(alert(text("own.not_fitting", file=fault[0], reason=layer_fault(fault[1], text))))
    st.subheader(text("own.in_use"))
    found = own()
    if found is None:
        st.caption(text("own.none"))
        return
    for kind in in_order(found.results):
        result = found.results[kind]
        name, button = st.columns([3, 1], vertical_alignment="center")
        said = text("own.counts", **{outcome: text.number(count) for outcome, count in result.counts.items()})
        with name:
            st.html(table([text(f"own.kind.{kind}"), ""], [[result.name, said]]))
            if kind in found.left_out:
                st.html(alert(text("own.left_out", file=result.name, reason=layer_fault(found.left_out[kind], text))))
        label = text("own.remove", kind=text(f"own.kind.{kind}").lower())
        button.button(label, key=f"own.remove.{kind}", on_click=_remove, args=(kind,))


def _remove(kind: str) -> None:
    put_away(kind)
    _changed(kind)


def _changed(kind: str) -> None:
    """The session's layers are others now: its question and its map's view follow."""
    state.fit(session_layers(), anew=KINDS[kind].is_country)


def _templates(kind: str, text: Text) -> None:
    with st.expander(text("own.fields")):
        rows = [
            [field, means, text("word.yes") if needed else ""]
            for field, needed, means in descriptions(kind, text.language)
        ]
        head = [text("own.field"), text("own.means"), text("own.needed")]
        st.html(by_keyboard(table(head, rows)))
    if KINDS[kind].geometry == "polygons":
        st.caption(text("own.template.polygons", formats=text("own.formats.polygons")))
        return
    with st.container(horizontal=True, gap="small"):
        for form in ("csv", "xlsx"):
            offer(
                text("own.template.csv" if form == "csv" else "own.template.xlsx"),
                partial(template, kind, form, text.language),
                f"alcance-{text('own.file.template')}-{kind}.{form}",
                _MIME[form],
                key=f"own.template.{kind}.{form}",
            )


def _look(file: Any, kind: str, text: Text) -> None:
    """What the file seems to be, its columns and questions; nothing of it is used before a yes."""
    file_id = upload_id(file)
    parts = {part: st.session_state.get(f"own.{part}.{file_id}") for part in READING}
    key = (file_id, kind, *parts.values())
    draft = _made("own.draft", key, lambda: inspect(file.getvalue(), file.name, kind, **parts), file.name, text)
    _choices(draft or st.session_state["own.draft"][2], file_id, text)
    if draft is None:
        return
    size = text.join([text("own.seen.rows", draft.rows), text("own.seen.columns", len(draft.columns))])
    st.html(note(text("own.seen", file=draft.name, size=size, format=draft.format)))
    st.markdown(f"**{text('own.sample')}**")
    st.dataframe(draft.sample, hide_index=True)
    mapping = _columns(draft, file_id, text)
    answers = _questions(draft, mapping, file_id, text)
    names = st.session_state.setdefault("own.names", {})
    asked = (key, tuple(sorted(mapping.items())), repr(answers))
    if st.button(text("own.confirm"), type="primary"):
        st.session_state["own.asked"] = asked
    if st.session_state.get("own.asked") != asked:
        return
    given = Answers(**answers, names=dict(names))
    made = partial(read, draft, mapping, layers_before(kind), given)
    result = _made("own.result", (*asked, tuple(sorted(names.items()))), made, draft.name, text)
    report = _report_of(st.session_state["own.result"][2]) if result is None else result.report
    if report is not None:
        _report(report, kind, text)
        _names(report, text)
    if result is not None:
        if not result.whole:
            st.caption(text("own.refused_rows"))
        seen = _warnings(result, asked, text)
        st.button(text("own.use"), type="primary", disabled=not seen, on_click=_use, args=(result,))


def _report_of(error: Exception | None) -> pd.DataFrame | None:
    """What was found in the rows of a file of which none was taken."""
    return report_of(error.findings) if isinstance(error, OwnError) and error.findings else None


def _warnings(result: Result, asked: Hashable, text: Text) -> bool:
    """What a person must have seen before the file is used; whether they say that they have."""
    for warning in result.warnings.itertuples():
        st.warning(say(text, f"own.did.{warning.code}", warning.parts))
    if result.warnings.empty:
        return True
    return st.checkbox(text("own.seen_warnings"), key=f"own.seen.{text.language}.{hash(asked)}")


def _choices(offered: Draft | Exception, file_id: str, text: Text) -> None:
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


def _use(result: Result) -> None:
    try:
        bring(result)
    except LayerError as error:
        st.session_state["own.fault"] = (result.name, error)
        return
    st.session_state["own.used"] = True
    st.session_state["own.round"] = st.session_state.get("own.round", 0) + 1
    _forget()
    _changed(result.kind)
    years = session_layers().own_years
    if "year" in result.frame and state.asked().year not in years:
        # A file of another year would change nothing that the pages show.
        state.ask(state.asked().model_copy(update={"year": max(years)}))


def _forget() -> None:
    """Let go of what was made of a file that is no longer there."""
    for name in ("own.draft", "own.result", "own.asked", "own.names"):
        st.session_state.pop(name, None)


def _made(name: str, key: Any, make: Callable[[], T], file: str, text: Text) -> T | None:
    """What is made of a file, made once and kept in this session; None, and said why, where it is refused."""
    kept = st.session_state.get(name)
    if kept is None or kept[0] != key:
        try:
            kept = (key, make(), None)
        except Exception as error:  # noqa: BLE001
            if not isinstance(error, LayerError):
                _LOG.exception("an own file could not be read")
            kept = (key, None, error)
        st.session_state[name] = kept
    if kept[1] is None:
        reason = _reason(kept[2], text).rstrip(".")
        st.html(alert(text("own.refused.file", file=shorten(file), reason=reason)))
    return kept[1]


def _reason(error: Exception | None, text: Text) -> str:
    if isinstance(error, OwnError):
        return say(text, f"own.fault.{error.code}", error.parts)
    return layer_fault(error, text) if isinstance(error, LayerError) else text("own.fault")


def _columns(draft: Draft, file_id: str, text: Text) -> dict[str, str]:
    """The column of each field as the person has it now, starting from the guesses."""
    st.subheader(text("own.columns"))
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
    for place, row in enumerate(guesses.itertuples(index=False)):
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


def _questions(draft: Draft, mapping: dict[str, str], file_id: str, text: Text) -> dict[str, Any]:
    """What the file does not say and the person does, as `Answers` has it: what must be said, then what may be."""
    st.subheader(text("own.questions"))
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


def _report(report: pd.DataFrame, kind: str, text: Text) -> None:
    st.subheader(text("own.report"))
    counts = {outcome: text.number(count) for outcome, count in counts_of(report).items()}
    st.markdown(f"**{text('own.counts', **counts)}**")
    for reason in reasons_of(findings_of(report)):
        st.html(note(reason.said(text)))
    wanted = st.segmented_control(
        text("own.show"),
        _OUTCOMES,
        default="all",
        required=True,
        format_func=lambda name: text(f"own.outcome.{name}"),
        key=f"own.show.{text.language}",
    )
    rows = report if wanted == "all" else report[report["outcome"] == wanted]
    shown = _told(rows.head(_SHOWN), text)
    st.dataframe(shown, hide_index=True, height=_HEIGHT if len(shown) > 8 else "auto")  # noqa: PLR2004 it fits
    if len(rows) > _SHOWN:
        st.caption(text("own.shown_first", count=text.number(_SHOWN), all=text.number(len(rows))))
    offer(
        text("own.take_report"),
        lambda: to_csv(_told(report, text)),
        f"alcance-{text('own.file.report')}-{kind}.csv",
        key="own.take_report",
    )


def _told(rows: pd.DataFrame, text: Text) -> pd.DataFrame:
    """Rows of a report in the page's words, all of them text."""
    whole = text("own.whole_file")
    said = [say(text, f"own.did.{code}", parts) for code, parts in zip(rows["code"], rows["parts"], strict=True)]
    return pd.DataFrame(
        {
            text("own.column.row"): [whole if pd.isna(row) else str(row) for row in rows["row"]],
            text("own.column.column"): rows["column"].tolist(),
            text("own.column.outcome"): [text(f"own.outcome.{outcome}") for outcome in rows["outcome"]],
            text("own.column.found"): rows["found"].astype(str).tolist(),
            text("own.column.did"): said,
        },
        dtype="str",
    )


def _names(report: pd.DataFrame, text: Text) -> None:
    """Ask which municipality each name means that no municipality has: none is taken without a yes."""
    given = st.session_state.setdefault("own.names", {})
    refused = report[report["code"] == "unknown_name"]
    unknown = list(dict.fromkeys(refused["found"]))[:_NAMES]
    if not unknown and not given:
        return
    st.markdown(f"**{text('own.names')}**")
    titles = session_names()
    keys = list(titles)
    for number, name in enumerate(dict.fromkeys([*given, *unknown])):
        st.html(note(name))
        st.selectbox(
            text("own.names.of", number=str(number + 1)),
            keys,
            index=keys.index(given[name]) if name in given else None,
            format_func=titles.__getitem__,
            placeholder=text("own.names.none"),
            label_visibility="collapsed",
            key=f"own.name.{number}.{re.sub('[^a-z0-9]', '', name.lower())}",
            on_change=_name,
            args=(name, f"own.name.{number}.{re.sub('[^a-z0-9]', '', name.lower())}"),
        )


def _name(name: str, key: str) -> None:
    names = st.session_state.setdefault("own.names", {})
    key_of = st.session_state[key]
    if key_of is None:
        names.pop(name, None)
    else:
        names[name] = key_of
