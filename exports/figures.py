"""Figures that can be published as they are: maps, ranking, curves, change; PNG and SVG, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from exports.alternative import BARS, alternative, changes, entry_words, islands, nothing_to_reach
from exports.canvas import INK, QUIET, SMALL, Canvas, save, shorten, width_of
from exports.concentration import paint_concentration
from exports.context import describe
from exports.credits import KINDS_COMPARED, compared, credit, licence_line, rural_part
from exports.ink import paint_legend
from exports.inset import paint_whole_map
from exports.legend import legend_of
from exports.mapping import draw
from exports.multiples import paint_multiples
from exports.panels import panel_years
from exports.sentence import is_usual, place_name, reading_line, sentence
from geo import Gaps
from geo.change import compared_years
from layers import Layers
from layers.rows import each_row
from vocabulary import colours
from vocabulary.lists import DEMANDS, Demand, FigureKind, PictureFormat
from words.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


_NAME_WIDTH = 2.75
_MAP_WIDTH, _MAP_HEIGHT, _LEGEND_WIDTH = 6.4, 6.2, 1.95
_KEY = 0.26  # inches above a drawing for its legend


def export_figure(
    kind: FigureKind,
    gaps: Gaps,
    layers: Layers,
    text: Text,
    *,
    picture: PictureFormat = "png",
    curve: pd.DataFrame | None = None,
    demand: Demand = DEMANDS[0],
) -> bytes:
    """A figure as a file.

    Parameters
    ----------
    kind : str
        One of `vocabulary.lists.FIGURE_KINDS`: the statuses on a map, the first 15 gaps, what each further site would
        reach, the return rate of the states in two censuses, the statuses in several readings, how coverage leans along
        marginalisation.
    gaps, layers
        The answer, and what it was made from.
    text : Text
        The language.
    picture : png or svg
    curve : DataFrame, optional
        For coverage: ``k`` (new sites, from 0 or 1), ``reached`` (return dwellings, all k together, chosen one by one),
        ``share`` (0-1), ``bound`` (0-1: what is proven that no choice of k exceeds).
    demand : str
        What the curve's shares are of, as in `geo.site_curves.coverage_curve`.

    Raises
    ------
    ValueError
        Where a coverage curve is asked for and none is given.
    """
    text = text.about(gaps)
    if kind == "coverage":
        if curve is None:
            raise ValueError("curve: found none, expected the frame of geo.site_curves.coverage_curve")
        figure = coverage_figure(curve, gaps, layers, text, picture, demand=demand)
    else:
        figure = _MAKERS[kind](gaps, layers, text, picture)
    shown = alternative(kind, gaps, layers, text, curve=curve)
    kinds = KINDS_COMPARED if kind == "change" else ()
    licence = licence_line(gaps, text, *_years(kind, gaps, layers), kinds=kinds)
    return save(figure, picture, title=title_of(kind, gaps, layers, text), about=shown, licence=licence)


def figure_curve(curve: pd.DataFrame) -> pd.DataFrame:
    """What `geo.site_curves.coverage_curve` finds, as a coverage figure takes it: `export_figure` says its columns."""
    names = {"sites": "k", "greedy": "reached", "greedy_share": "share", "bound_share": "bound"}
    return curve[list(names)].rename(columns=names)


def title_of(kind: FigureKind, gaps: Gaps, layers: Layers, text: Text) -> str:
    """The figure's title: what it says of the usual question, it says of no other."""
    if kind == "change":
        first, last = compared_years(layers)
        return text("figure.change", first=str(first), last=str(last))
    as_ever = kind in ("coverage", "multiples", "concentration")
    return text(f"figure.{kind}" if as_ever or is_usual(gaps) else f"figure.{kind}.asked")


def _years(kind: FigureKind, gaps: Gaps, layers: Layers) -> tuple[int, ...]:
    if kind == "multiples":
        return panel_years(gaps, layers)
    return compared_years(layers) if kind == "change" else (gaps.criteria.year,)


def map_figure(gaps: Gaps, layers: Layers, text: Text, picture: PictureFormat = "png") -> Figure:
    """The statuses of the municipalities asked about, the sites and where their help reaches."""
    drawing = draw(gaps, layers)
    height = min(_MAP_WIDTH * drawing.height / drawing.width, _MAP_HEIGHT)
    width = height * drawing.width / drawing.height
    room = max(height, 3.1)
    canvas = Canvas(
        title_of("map", gaps, layers, text),
        sentence(gaps, layers, text),
        _notes("map", gaps, layers, text, picture, *islands(drawing, text)),
        width=max(width + 0.25 + _LEGEND_WIDTH, 6.5),
        height=room,
    )
    axes = canvas.axes(0, room - height, width, height)
    paint_whole_map(axes, drawing, gaps, layers, text, width=width)
    entries = [(entry, entry_words(entry, text)) for entry in legend_of(gaps, drawing)]
    paint_legend(canvas, entries, left=width + 0.25, top=room)
    return canvas.figure


def multiples_figure(gaps: Gaps, layers: Layers, text: Text, picture: PictureFormat = "png") -> Figure:
    """The statuses in every reading of `exports.panels.panels_of`, a panel each."""
    years = _years("multiples", gaps, layers)
    more = [compared(gaps.provenance, text, *years)] if len(years) > 1 else []
    return paint_multiples(
        gaps,
        layers,
        text,
        title=title_of("multiples", gaps, layers, text),
        subtitle=text("figure.multiples.more", place=place_name(gaps.criteria, layers, text)),
        notes=_notes("multiples", gaps, layers, text, picture, *more),
    )


def ranking_figure(
    gaps: Gaps, layers: Layers, text: Text, picture: PictureFormat = "png", *, most: int = BARS
) -> Figure:
    """The gaps with the most rural return dwellings, a bar each."""
    rows = gaps.gaps.head(most)
    place = place_name(gaps.criteria, layers, text)
    if rows.empty:
        subtitle = sentence(gaps, layers, text)
    elif len(rows) == len(gaps.gaps):
        subtitle = text("figure.ranking.every", len(rows), place=place)
    else:
        subtitle = text("figure.ranking.more", len(rows), all=text.number(len(gaps.gaps)), place=place)
    height = max(0.34 * len(rows), 0.6) + 0.48 + _KEY
    canvas = Canvas(
        title_of("ranking", gaps, layers, text),
        subtitle,
        _notes("ranking", gaps, layers, text, picture, rural_part(gaps, text)),
        width=7.6,
        height=height,
    )
    if rows.empty:
        canvas.say(0, height / 2, text("figure.empty"), size=10)
        return canvas.figure
    left, bottom = _NAME_WIDTH + 0.12, 0.48
    axes = canvas.axes(left, bottom, canvas.width - left - 0.55, height - bottom - _KEY)
    values = rows["rural_return_dwellings"].to_numpy()
    places = np.arange(len(rows))
    axes.barh(places, values, height=0.62, color=colours.STATUS["gap"], label=text("status.gap"))
    axes.set(ylim=(len(rows) - 0.45, -0.55), xlim=(0, float(values.max()) * 1.02), yticks=[])
    axes.set_xlabel(text("figure.ranking.axis"), fontsize=SMALL)
    axes.xaxis.set_major_formatter(lambda value, _: text.number(value))
    _quiet(axes, grid="x")
    for at, row in enumerate(each_row(rows)):
        y = height - _KEY - (at + 0.55) * (height - bottom - _KEY) / (len(rows) + 0.1)
        canvas.say(0, y + 0.01, shorten(row.municipality, 8.5, _NAME_WIDTH), size=8.5, verticalalignment="bottom")
        canvas.say(
            0,
            y - 0.005,
            shorten(text.state(row.state), 6.8, _NAME_WIDTH),
            size=6.8,
            colour=QUIET,
            verticalalignment="top",
        )
        axes.annotate(
            f"≈ {text.estimate(values[at])}",
            (values[at], at),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
            annotation_clip=False,
        )
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), frameon=False, fontsize=SMALL, handlelength=1.0)
    return canvas.figure


def coverage_figure(
    curve: pd.DataFrame,
    gaps: Gaps,
    layers: Layers,
    text: Text,
    picture: PictureFormat = "png",
    *,
    demand: Demand = DEMANDS[0],
) -> Figure:
    """How many rural return dwellings that nobody reaches one more site, then another, would reach."""
    place = place_name(gaps.criteria, layers, text)
    canvas = Canvas(
        title_of("coverage", gaps, layers, text),
        text(f"figure.coverage.{demand}", place=place),
        _notes(
            "coverage",
            gaps,
            layers,
            text,
            picture,
            text("figure.coverage.one_by_one"),
            rural_part(gaps, text),
            demand=demand,
        ),
        width=7.0,
        height=3.9,
    )
    if curve["share"].isna().all():
        canvas.say(0, canvas.height / 2, nothing_to_reach(gaps, layers, text), size=10)
        return canvas.figure
    axes = canvas.axes(0.62, 0.48, canvas.width - 0.75, canvas.height - 0.8)
    count, share = curve["k"].to_numpy(), curve["share"].to_numpy()
    shade = colours.STATUS["covered"]
    axes.fill_between(count, 0, share, color=shade, alpha=0.14, linewidth=0)
    axes.plot(count, share, color=shade, linewidth=1.8, marker="o", markersize=4.5, label=text("figure.coverage.share"))
    axes.plot(count, curve["bound"], color=QUIET, linewidth=1.2, linestyle="--", label=text("figure.coverage.bound"))
    axes.set_ylim(0, float(share.max(initial=1.0)) * 1.06)
    axes.set_xlim(float(count.min()) - 0.5, float(count.max()) + 0.5)
    axes.set_xticks([int(value) for value in count if len(count) <= 20 or value % 5 == 0])  # noqa: PLR2004
    axes.xaxis.set_major_formatter(lambda value, _: text.number(value))
    axes.yaxis.set_major_formatter(lambda value, _: text.percent(value))
    axes.set_xlabel(text("figure.coverage.sites"), fontsize=SMALL)
    axes.set_ylabel(text("figure.coverage.share"), fontsize=SMALL)
    _quiet(axes, grid="y")
    told = np.flatnonzero(count > 0)
    for at in dict.fromkeys((told[0], told[len(told) // 2], told[-1])) if told.size else ():
        _tell_point(axes, curve.iloc[at], text, last=at == len(curve) - 1)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), frameon=False, fontsize=SMALL, ncols=2)
    return canvas.figure


def change_figure(gaps: Gaps, layers: Layers, text: Text, picture: PictureFormat = "png") -> Figure:
    """The return rate of the states asked about, and of the country, in the first year and the last one like it.

    A line a state, the highest rate of the last year on top: names and figures never meet, however many there are.
    """
    first, last = compared_years(layers)
    text = text.about(layers.counted(first))
    rows = changes(gaps, layers, text)
    height = 0.23 * len(rows)
    canvas = Canvas(
        title_of("change", gaps, layers, text),
        text("figure.change.more"),
        _notes("change", gaps, layers, text, picture, compared(gaps.provenance, text, first, last)),
        width=7.0,
        height=height + 0.8,
    )
    left = 0.15 + max((width_of(name, SMALL, bold=True) for name in rows["name"]), default=0.0)
    axes = canvas.axes(left, 0.3, canvas.width - left, height + 0.1)
    highest = float(np.nanmax(rows[["first_rate", "last_rate"]].to_numpy(dtype=float), initial=0.1))
    axes.set(xlim=(-0.1 * highest, 1.1 * highest), ylim=(len(rows) - 0.3, -0.7), yticks=[])
    axes.xaxis.set_major_formatter(lambda value, _: text.rate(value, None))
    _quiet(axes, grid="x")
    for at, row in enumerate(each_row(rows)):
        y, shade = 0.3 + (len(rows) - 0.3 - at) * (height + 0.1) / (len(rows) + 0.4), _change_shade(row)
        weight = "normal" if isinstance(row.state_code, str) else "bold"
        canvas.say(0, y, row.name, size=SMALL, fontweight=weight, verticalalignment="center")
        axes.plot([row.first_rate, row.last_rate], [at, at], color=shade, linewidth=1.4, zorder=1)
        axes.scatter([row.first_rate], [at], s=20, facecolor="#ffffff", edgecolor=shade, lw=1.2, zorder=2)
        axes.scatter([row.last_rate], [at], s=20, facecolor=shade, edgecolor=shade, lw=1.2, zorder=3)
        low, high = sorted((row.first_rate, row.last_rate))
        for value, align, off in ((low, "right", -5), (high, "left", 5)):
            axes.annotate(
                text.rate(value),
                (value, at),
                xytext=(off, 0),
                textcoords="offset points",
                ha=align,
                va="center",
                fontsize=7,
            )
    _change_legend(canvas, rows, text, years=(first, last), top=height + 0.75)
    return canvas.figure


def concentration_figure(gaps: Gaps, layers: Layers, text: Text, picture: PictureFormat = "png") -> Figure:
    """Which part of the covered dwellings the most marginalised part of all has."""
    notes = _notes("concentration", gaps, layers, text, picture, text("concentration.source"))
    return paint_concentration(gaps, layers, text, title=title_of("concentration", gaps, layers, text), notes=notes)


def _change_shade(row: Any) -> str:
    if not isinstance(row.state_code, str):
        return INK
    return colours.CHANGE[0] if row.rate_change < 0 else colours.CHANGE[-1]


def _change_legend(canvas: Canvas, rows: pd.DataFrame, text: Text, *, years: tuple[int, int], top: float) -> None:
    own = rows[rows["state_code"].notna()]
    lines = [
        (text("figure.change.fell"), colours.CHANGE[0], (own["rate_change"] < 0).any()),
        (text("figure.change.rose"), colours.CHANGE[-1], (own["rate_change"] >= 0).any()),
        (text("region.all"), INK, True),
    ]
    key = canvas.axes(0, top - 0.3, canvas.width, 0.3)
    key.set(xlim=(0, canvas.width), ylim=(0, 0.3))
    key.axis("off")
    x = 0.0
    for year, face in zip(years, ("#ffffff", QUIET), strict=True):
        key.scatter([x + 0.06], [0.15], s=20, facecolor=face, edgecolor=QUIET, lw=1.2)
        key.text(x + 0.18, 0.15, str(year), va="center", fontsize=SMALL)
        x += 0.18 + width_of(str(year), SMALL) + 0.25
    for label, shade in ((label, shade) for label, shade, shown in lines if shown):
        key.plot([x, x + 0.28], [0.15, 0.15], color=shade, linewidth=1.6)
        key.text(x + 0.36, 0.15, label, va="center", fontsize=SMALL)
        x += 0.36 + width_of(label, SMALL) + 0.3


def _tell_point(axes: Axes, row: pd.Series, text: Text, *, last: bool) -> None:
    count = int(row["k"])
    reached = {"share": text.percent(row["share"]), "dwellings": text.estimate(row["reached"])}
    words = text("figure.coverage.point", count, **reached)
    axes.annotate(
        words,
        (count, row["share"]),
        xytext=(0 if last else 7, 9 if last else -13),
        textcoords="offset points",
        ha="right" if last else "left",
        fontsize=7.5,
        color=INK,
    )


def _quiet(axes: Axes, *, grid: Literal["x", "y"]) -> None:
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(labelsize=SMALL, length=0)
    axes.set_axisbelow(True)
    low, high = axes.get_xlim()
    axes.set_xticks([tick for tick in axes.get_xticks() if max(low, 0.0) <= tick <= high])
    axes.grid(visible=True, axis=grid, color="#ecece8", linewidth=0.8)


def _notes(
    kind: FigureKind,
    gaps: Gaps,
    layers: Layers,
    text: Text,
    picture: PictureFormat,
    *more: str,
    demand: Demand = DEMANDS[0],
) -> list[str]:
    written = ("--format", picture, "--lang", text.language)
    command = ["figure", "--kind", kind, *([] if demand == DEMANDS[0] else ["--demand", demand])]
    about = describe(gaps, layers, text, command=command, written=written)
    licences = [str(entry.get("name", "")) for entry in gaps.provenance.document.get("licenses", [])]
    years = _years(kind, gaps, layers)
    if kind == "change":
        # Neither the question's year nor its programs have a part in it.
        reading = text("figure.change.reading", first=str(years[0]), last=str(years[-1]))
        whose = credit(gaps, text, *years, kinds=KINDS_COMPARED)
    else:
        reading, whose = reading_line(gaps, text), credit(gaps, text, *years)
    made = text(
        "figure.made",
        edition=gaps.provenance.edition,
        licence=text.join(licences) or text("licence.undeclared"),
        reading=reading,
        command=about["command"],
    )
    return [" ".join([whose, *more]), made]


#: What makes a figure from an answer alone.
_MAKERS: dict[str, Callable[[Gaps, Layers, Text, PictureFormat], Figure]] = {
    "map": map_figure,
    "ranking": ranking_figure,
    "change": change_figure,
    "multiples": multiples_figure,
    "concentration": concentration_figure,
}
