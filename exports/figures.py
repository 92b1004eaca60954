"""Figures that can be published as they are: map, ranking, coverage curve, change; PNG and SVG, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
import shapely

from exports.canvas import INK, QUIET, RULE, Canvas, save, shorten, width_of
from exports.context import describe
from exports.legend import legend_of
from exports.mapping import Drawing, draw, rings_of
from exports.sentence import place_name, reading_line, sentence
from geo import Gaps
from geo.change import change_by, change_of_asked, compared_years
from layers import Layers
from vocabulary import colours
from vocabulary.lists import Demand, FigureKind, PictureFormat
from words.text import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path


_BARS = 15
_NAME_WIDTH = 2.75
_MAP_WIDTH, _MAP_HEIGHT, _LEGEND_WIDTH = 6.4, 6.2, 1.95
_SMALL = 8.0
_KEY = 0.26  # inches above a drawing for its legend


def export_figure(
    kind: FigureKind,
    gaps: Gaps,
    layers: Layers,
    text: Text,
    *,
    picture: PictureFormat = "png",
    curve: pd.DataFrame | None = None,
    demand: Demand = "unserved",
) -> bytes:
    """A figure as a file.

    Parameters
    ----------
    kind : str
        One of `vocabulary.lists.FIGURE_KINDS`: the statuses on a map, the first 15 gaps, what each further site would
        reach, the return rate of the states in two censuses.
    gaps, layers
        The answer, and what it was made from.
    text : Text
        The language.
    picture : png or svg
    curve : DataFrame, optional
        For coverage: ``k`` (new sites, from 0 or 1), ``reached`` (return dwellings, all k together, chosen one by one),
        ``share`` (0-1), ``bound`` (0-1: what is proven that no choice of k exceeds).
    demand : str
        What the curve's shares are of, as in `geo.sites.coverage_curve`.

    Raises
    ------
    ValueError
        Where a coverage curve is asked for and none is given.
    """
    text = text.about(gaps)
    if kind == "coverage":
        if curve is None:
            raise ValueError("curve: found none, expected the frame of geo.sites.coverage_curve")
        figure = coverage_figure(curve, gaps, layers, text, demand=demand)
    else:
        make = {"map": map_figure, "ranking": ranking_figure, "change": change_figure}[kind]
        figure = make(gaps, layers, text)
    about = describe(gaps, layers, text)
    return save(figure, picture, title=title_of(kind, layers, text), about=about["answer"], licence=about["licence"])


def figure_curve(curve: pd.DataFrame) -> pd.DataFrame:
    """What `geo.sites.coverage_curve` finds, as a coverage figure takes it: `export_figure` says its columns."""
    names = {"sites": "k", "greedy": "reached", "greedy_share": "share", "bound_share": "bound"}
    return curve[list(names)].rename(columns=names)


def title_of(kind: FigureKind, layers: Layers, text: Text) -> str:
    """The figure's title, which is its alternative text too."""
    if kind == "change":
        first, last = compared_years(layers)
        return text("figure.change", first=str(first), last=str(last))
    return text(f"figure.{kind}")


def map_figure(gaps: Gaps, layers: Layers, text: Text) -> Figure:
    """The statuses of the municipalities asked about, the sites and where their help reaches."""
    drawing = draw(gaps, layers)
    height = min(_MAP_WIDTH * drawing.height / drawing.width, _MAP_HEIGHT)
    width = height * drawing.width / drawing.height
    room = max(height, 3.1)
    notes = _notes(
        "map", gaps, layers, text, text("map.source"), text("figure.programs", year=str(layers.programs.edition))
    )
    canvas = Canvas(
        title_of("map", layers, text),
        sentence(gaps, layers, text),
        notes,
        width=max(width + 0.25 + _LEGEND_WIDTH, 6.5),
        height=room,
    )
    axes = canvas.axes(0, room - height, width, height)
    paint_map(axes, drawing)
    paint_scale_bar(axes, drawing, text)
    _map_legend(canvas, gaps, text, left=width + 0.25, top=room)
    return canvas.figure


def paint_map(axes: Axes, drawing: Drawing) -> None:
    """The map's shapes into axes: statuses, borders, catchments, sites."""
    from matplotlib.collections import PathCollection

    for status, rows in drawing.areas.groupby("status", observed=True):
        edge = colours.PICTURE_EDGES.get(str(status), colours.WHITE)
        paths = [_path(shape) for shape in rows["shape"]]
        hatch = "////" if status == "unknown" else None
        axes.add_collection(
            PathCollection(paths, facecolor=colours.STATUS[str(status)], edgecolor=edge, linewidth=0.25, hatch=hatch)
        )
    axes.add_collection(
        PathCollection([_path(shape) for shape in drawing.states], facecolor="none", edgecolor="#8a8a86", linewidth=0.6)
    )
    reached = [_path(shape) for shape in drawing.catchments]
    axes.add_collection(PathCollection(reached, facecolor="none", edgecolor=colours.SITE, linewidth=0.7, alpha=0.75))
    for name in colours.RINGS:
        dots = drawing.sites[(drawing.sites["sureness"] == name).to_numpy(dtype=bool)]
        axes.scatter(dots["x"], dots["y"], s=42, facecolor="none", edgecolor=colours.SITE, lw=0.7, ls=ring_line(name))
    for covers, fill in ((False, "#ffffff"), (True, colours.SITE)):
        dots = drawing.sites[drawing.sites["covers"] == covers]
        axes.scatter(
            dots["x"], dots["y"], s=16, facecolor=fill, edgecolor="#ffffff" if covers else colours.SITE, lw=0.8
        )
    west, south, east, north = drawing.bounds
    axes.set(xlim=(west, east), ylim=(south, north), aspect="equal", xticks=[], yticks=[])
    axes.spines[:].set_color(RULE)


def ring_line(sureness: str) -> tuple[float, tuple[float, float] | None]:
    """Matplotlib's style of the ring about a site that is so sure."""
    return 0.0, colours.RINGS[sureness]


def ranking_figure(gaps: Gaps, layers: Layers, text: Text, *, most: int = _BARS) -> Figure:
    """The gaps with the most rural return dwellings, a bar each."""
    rows = gaps.gaps.head(most)
    place = place_name(gaps.criteria, layers, text)
    if rows.empty:
        subtitle = text("sentence.none", place=place)
    else:
        subtitle = text("figure.ranking.more", len(rows), all=text.number(len(gaps.gaps)), place=place)
    height = max(0.34 * len(rows), 0.6) + 0.48 + _KEY
    canvas = Canvas(
        title_of("ranking", layers, text),
        subtitle,
        _notes("ranking", gaps, layers, text, text("map.source"), text("method.limit.one_rate")),
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
    axes.set_xlabel(text("figure.ranking.axis"), fontsize=_SMALL)
    axes.xaxis.set_major_formatter(lambda value, _: text.number(value))
    _quiet(axes, grid="x")
    for at, row in enumerate(rows.itertuples(index=False)):
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
            fontsize=_SMALL,
            annotation_clip=False,
        )
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), frameon=False, fontsize=_SMALL, handlelength=1.0)
    return canvas.figure


def coverage_figure(
    curve: pd.DataFrame, gaps: Gaps, layers: Layers, text: Text, *, demand: Demand = "unserved"
) -> Figure:
    """How many rural return dwellings that nobody reaches one more site, then another, would reach."""
    place = place_name(gaps.criteria, layers, text)
    canvas = Canvas(
        title_of("coverage", layers, text),
        text(f"figure.coverage.{demand}", place=place),
        _notes("coverage", gaps, layers, text, text("map.source"), text("method.limit.one_rate")),
        width=7.0,
        height=3.9,
    )
    if curve.empty:
        canvas.say(0, canvas.height / 2, text("figure.empty"), size=10)
        return canvas.figure
    axes = canvas.axes(0.62, 0.48, canvas.width - 0.75, canvas.height - 0.8)
    count, share = curve["k"].to_numpy(), curve["share"].to_numpy()
    shade = colours.STATUS["covered"]
    axes.fill_between(count, 0, share, color=shade, alpha=0.14, linewidth=0)
    axes.plot(count, share, color=shade, linewidth=1.8, marker="o", markersize=4.5, label=text("figure.coverage.share"))
    axes.plot(count, curve["bound"], color=QUIET, linewidth=1.2, linestyle="--", label=text("figure.coverage.bound"))
    # Where there is no demand, no share is known.
    axes.set_ylim(0, float(np.nanmax(share, initial=1.0)) * 1.06)
    axes.set_xlim(float(count.min()) - 0.5, float(count.max()) + 0.5)
    axes.set_xticks([int(value) for value in count if len(count) <= 20 or value % 5 == 0])  # noqa: PLR2004
    axes.xaxis.set_major_formatter(lambda value, _: text.number(value))
    axes.yaxis.set_major_formatter(lambda value, _: text.percent(value))
    axes.set_xlabel(text("figure.coverage.sites"), fontsize=_SMALL)
    axes.set_ylabel(text("figure.coverage.share"), fontsize=_SMALL)
    _quiet(axes, grid="y")
    told = np.flatnonzero(count > 0)
    for at in dict.fromkeys((told[0], told[len(told) // 2], told[-1])) if told.size else ():
        _tell_point(axes, curve.iloc[at], text, last=at == len(curve) - 1)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), frameon=False, fontsize=_SMALL, ncols=2)
    return canvas.figure


def change_figure(gaps: Gaps, layers: Layers, text: Text) -> Figure:
    """The return rate of the states asked about, and of the country, in the first year and the last one like it."""
    first, last = compared_years(layers)
    text = text.about(layers.counted(first))
    states = change_by(layers, gaps.criteria, "state", first=first, last=last)
    country = change_of_asked(layers, gaps.criteria, first=first, last=last)[1]
    rates = pd.concat([states[states["asked"]], country.to_frame().T], ignore_index=True)
    rows = rates[rates["rate_change"].notna()]
    notes = _notes("change", gaps, layers, text, text("map.source"), text("municipality.years.note"))
    height = max(4.2, 0.2 * len(rows))
    canvas = Canvas(
        title_of("change", layers, text), text("figure.change.more"), notes, width=7.0, height=height + 0.55
    )
    axes = canvas.axes(2.05, 0.3, canvas.width - 4.1, height - 0.1)
    labels = rows["state"].map(text.state, na_action="ignore").fillna(text("region.all")).tolist()
    fell, rose = colours.CHANGE[0], colours.CHANGE[-1]
    for row in rows.itertuples(index=False):
        own = isinstance(row.state_code, str)
        shade = INK if not own else fell if row.rate_change < 0 else rose
        look = {"linewidth": 2.0, "linestyle": (0, (4, 2))} if not own else {"linewidth": 1.3}
        axes.plot([0, 1], [row.first_rate, row.last_rate], color=shade, marker="o", markersize=4, clip_on=False, **look)
    highest = float(np.nanmax(rows[["first_rate", "last_rate"]].to_numpy(), initial=0.1))
    axes.set(xlim=(0, 1), ylim=(0, highest * 1.05), yticks=[], xticks=[])
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    for x, year in ((0, first), (1, last)):
        axes.axvline(x, color=RULE, linewidth=1, zorder=0)
        axes.text(x, -0.02, str(year), transform=axes.get_xaxis_transform(), ha="center", va="top", fontsize=9)
    for x, name in ((0, "first_rate"), (1, "last_rate")):
        values = rows[name].to_numpy(dtype=float)
        top = highest * 1.05
        for label, value, y in zip(labels, values, _apart(values, top * 0.165 / (height - 0.1), top), strict=True):
            out = -1 if x == 0 else 1
            axes.plot([x + 0.012 * out, x + 0.05 * out], [value, y], color=RULE, linewidth=0.7, clip_on=False)
            said = shorten(label, _SMALL, 1.3)
            figure = text.rate(value)
            axes.text(
                x + 0.06 * out,
                y,
                f"{said}  {figure}" if x == 0 else f"{figure}  {said}",
                ha="right" if x == 0 else "left",
                va="center",
                fontsize=_SMALL,
            )
    _change_legend(canvas, rows, text, top=height + 0.42)
    return canvas.figure


def _change_legend(canvas: Canvas, rows: pd.DataFrame, text: Text, *, top: float) -> None:
    own = rows[rows["state_code"].notna()]
    items = []
    if (own["rate_change"] < 0).any():
        items.append((text("figure.change.fell"), colours.CHANGE[0], "-"))
    if (own["rate_change"] >= 0).any():
        items.append((text("figure.change.rose"), colours.CHANGE[-1], "-"))
    items.append((text("region.all"), INK, "--"))
    key = canvas.axes(0, top - 0.18, canvas.width, 0.3)
    key.set(xlim=(0, canvas.width), ylim=(0, 0.3))
    key.axis("off")
    x = 0.0
    for label, shade, dash in items:
        key.plot([x, x + 0.28], [0.15, 0.15], color=shade, linestyle=dash, linewidth=1.6)
        key.text(x + 0.36, 0.15, label, va="center", fontsize=_SMALL)
        x += 0.36 + width_of(label, _SMALL) + 0.3


def _apart(values: np.ndarray, step: float, top: float) -> np.ndarray:
    """Heights for labels from 0 to the top, in the values' order, a step apart and as near to them as that allows.

    Least squares under an order: isotonic regression of what is left of each value without its steps.
    """
    from scipy.optimize import isotonic_regression

    order = np.argsort(values, kind="stable")
    steps = step * np.arange(len(values))
    placed = np.clip(isotonic_regression(values[order] - steps).x, 0.0, max(top - steps[-1], 0.0)) + steps
    found = np.empty_like(placed)
    found[order] = placed
    return found


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


def _map_legend(canvas: Canvas, gaps: Gaps, text: Text, *, left: float, top: float) -> None:
    from matplotlib.patches import Rectangle

    step = 0.215
    key = canvas.axes(left, top - 3.1, canvas.width - left, 3.1)
    key.set(xlim=(0, canvas.width - left), ylim=(-3.1, 0))
    key.axis("off")
    room = canvas.width - left - 0.3
    y = -0.12
    entries = legend_of(gaps)
    for entry, before in zip(entries, [None, *entries], strict=False):
        words = text(entry.key)
        y -= 0.08 if before is not None and before.mark == "area" != entry.mark else 0
        if entry.mark == "area":
            words = f"{words} ({text.number(entry.count)})"
            edge, hatch = (entry.edge, "////") if entry.patterned else ("#8a8a86", None)
            box = Rectangle((0, y - 0.065), 0.2, 0.13, facecolor=entry.fill, edgecolor=edge, lw=0.4, hatch=hatch)
            key.add_patch(box)
        elif entry.mark == "site":
            key.plot(0.1, y, "o", ms=5, mfc=entry.fill, mec="#ffffff" if entry.fill == colours.SITE else colours.SITE)
        elif entry.mark == "ring":
            line = ring_line(entry.name)
            key.scatter([0.1], [y], s=42, facecolor="none", edgecolor=entry.edge, lw=0.7, ls=line)
        else:
            key.plot([0, 0.2], [y, y], color=entry.edge, linewidth=0.8, alpha=0.75)
        key.text(0.3, y, shorten(words, _SMALL, room), va="center", fontsize=_SMALL)
        y -= step


def paint_scale_bar(axes: Axes, drawing: Drawing, text: Text) -> None:
    """A bar of a round length, right at the map's middle."""
    west, south, _, _ = drawing.bounds
    length = drawing.scale_km * 1000.0
    x, y = west + 0.03 * drawing.width, south + 0.035 * drawing.height
    tick = 0.008 * drawing.width
    halo: dict[str, Any] = {"color": "#ffffff", "linewidth": 3.2, "solid_capstyle": "round"}
    line: dict[str, Any] = {"color": INK, "linewidth": 1.0}
    for look in (halo, line):
        axes.plot([x, x, x + length, x + length], [y + tick, y, y, y + tick], **look)
    said = f"{text.number(drawing.scale_km, 0 if drawing.scale_km >= 1 else 2)} km"
    box = {"facecolor": "#ffffff", "edgecolor": "none", "alpha": 0.75, "pad": 0.8}
    axes.text(x + length / 2, y + 1.6 * tick, said, ha="center", va="bottom", fontsize=7, bbox=box)


def _path(shape: shapely.Geometry) -> Path:
    from matplotlib.path import Path as Outline

    return Outline.make_compound_path(*[Outline(ring, closed=True) for ring in rings_of(shape)])


def _quiet(axes: Axes, *, grid: Literal["x", "y"]) -> None:
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(labelsize=_SMALL, length=0)
    axes.set_axisbelow(True)
    axes.grid(visible=True, axis=grid, color="#ecece8", linewidth=0.8)


def _notes(kind: FigureKind, gaps: Gaps, layers: Layers, text: Text, *more: str) -> list[str]:
    about = describe(gaps, layers, text, command=["figure", "--kind", kind])
    licences = [str(entry.get("name", "")) for entry in gaps.provenance.document.get("licenses", [])]
    made = text(
        "figure.made",
        edition=gaps.provenance.edition,
        licence=text.join(licences) or text("licence.undeclared"),
        reading=reading_line(gaps, text),
        command=about["command"],
    )
    own = [text("figure.own", files=text.join(gaps.provenance.own))] if gaps.provenance.own else []
    return [" ".join(more), " ".join([made, *own])]
