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
from dashboard.html import Cell, alert, by_keyboard, chooser, note, prose, table, title
from dashboard.own_answers import answer_boxes, column_boxes, offer_ways
from dashboard.parts import show_notice
from dashboard.private import upload_id
from dashboard.session import bring, layers_before, own, put_away, session_layers, session_names
from exports.tables import to_csv
from layers import LayerError
from layers.own import KINDS, Answers, OwnError, Result, descriptions, inspect, read, template
from layers.own.answers import READING
from layers.own.every_kind import in_order
from layers.own.findings import layer_fault, reasons_of, say, shorten
from layers.own.limits import FILE_MEGABYTES
from layers.own.result import counts_of, findings_of, report_of
from layers.rows import each_row
from words.text import Text

T = TypeVar("T")

_HEIGHT = 420
#: Rows of the check that the page shows; the download has all.
_SHOWN = 2_000
#: Names that were not found which the page asks about.
_NAMES = 20
_STEPS = ("choose", "confirm", "check", "use")
_OUTCOMES = ("all", "refused", "warned", "mended", "taken")
_LOG = logging.getLogger(__name__)


def show() -> None:
    """Draw the page."""
    text = Text(state.language())
    show_notice(text)
    st.html(title(text("own.title"), text("own.intro")))
    _said(text)
    left, right = st.columns([1.5, 1], gap="large")
    with right:
        _in_use(text)
        st.html(prose(text("own.steps"), [text(f"own.step.{name}") for name in _STEPS], ordered=True))
    with left:
        kind, file = _chosen(text)
    if file is None:
        _forget()
        with left:
            _what_can_come(text)
    else:
        _look(file, kind, text)
    state.write_link()


def _chosen(text: Text) -> tuple[str, Any]:
    """What a file is to hold, and the file, if there is one."""
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
    return kind, file


def _what_can_come(text: Text) -> None:
    """Each kind of file, and what answers with it."""
    st.header(text("own.kinds"))
    rows: list[list[str | Cell]] = [
        [text(f"own.kind.{name}"), Cell(text(f"own.answers.{name}"), "words")] for name in KINDS
    ]
    st.html(table([text("own.kinds.kind"), text("own.kinds.answers")], rows))


def _said(text: Text) -> None:
    """What became of the file that was taken last."""
    if st.session_state.pop("own.used", False):
        st.success(text("own.used"))
    fault = st.session_state.pop("own.fault", None)
    if fault is not None:
        key = "own.refused.file" if isinstance(fault[1], OwnError) else "own.not_fitting"
        st.html(alert(text(key, file=fault[0], reason=_reason(fault[1], text))))


def _in_use(text: Text) -> None:
    st.header(text("own.in_use"))
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
        rows: list[list[str | Cell]] = [
            [field, Cell(means, "words"), text("word.yes") if needed else ""]
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
                key=f"own.template.{kind}.{form}",
            )


def _look(file: Any, kind: str, text: Text) -> None:
    """What the file seems to be, its columns and questions; nothing of it is used before a yes."""
    file_id = upload_id(file)
    parts = {part: st.session_state.get(f"own.{part}.{file_id}") for part in READING}
    key = (file_id, kind, *parts.values())
    draft = _made("own.draft", key, lambda: inspect(file.getvalue(), file.name, kind, **parts), file.name, text)
    offer_ways(draft or st.session_state["own.draft"][2], file_id, text)
    if draft is None:
        return
    size = text.join([text("own.seen.rows", draft.rows), text("own.seen.columns", len(draft.columns))])
    st.html(note(text("own.seen", file=draft.name, size=size, format=draft.format)))
    st.header(text("own.sample"))
    st.dataframe(draft.sample, hide_index=True)
    mapping = column_boxes(draft, file_id, text)
    answers = answer_boxes(draft, mapping, file_id, text)
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
    for warning in each_row(result.warnings):
        st.warning(say(text, f"own.did.{warning.code}", warning.parts))
    if result.warnings.empty:
        return True
    return st.checkbox(text("own.seen_warnings"), key=f"own.seen.{text.language}.{hash(asked)}")


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
            with st.spinner(text("own.reading")):
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


def _report(report: pd.DataFrame, kind: str, text: Text) -> None:
    st.header(text("own.report"))
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
    st.header(text("own.names"))
    titles = session_names()
    keys = list(titles)
    for number, name in enumerate(dict.fromkeys([*given, *unknown])):
        st.html(note(name))
        box = f"own.name.{number}.{re.sub('[^a-z0-9]', '', name.lower())}"
        st.selectbox(
            text("own.names.of", number=str(number + 1)),
            keys,
            index=keys.index(given[name]) if name in given else None,
            format_func=titles.__getitem__,
            placeholder=text("own.names.none"),
            label_visibility="collapsed",
            key=box,
            on_change=_name,
            args=(name, box),
        )


def _name(name: str, key: str) -> None:
    names = st.session_state.setdefault("own.names", {})
    key_of = st.session_state[key]
    if key_of is None:
        names.pop(name, None)
    else:
        names[name] = key_of
