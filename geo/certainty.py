"""How sure: what the question's reasonable readings (`geo.readings`) answer, and what would change the answer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from geo.arrays import Bools, Floats
from geo.coverage import part_of
from geo.criteria import Criteria
from geo.every_reading import Asked, Block, asked_of, blocks_of
from geo.flips import deciding, nearest_flips
from geo.grid import Grid
from geo.place import asked_about
from geo.reach import Reach, reach_of
from geo.readings import Helpers, Readings, readings_of
from geo.returns import Returns, returns_of
from layers import Layers
from vocabulary.lists import SURENESS

#: Estimates that rest on fewer return dwellings than this are marked: those of the sample where the file has them, else
#: the expanded ones. CONAPO publishes no errors.
FEW_CASES = 30

#: Were every dwelling asked, a count of n would still vary by chance about as a Poisson count does, by 1 / sqrt(n) of
#: itself: 18 % at `FEW_CASES`. The rates come from a sample in most municipalities, so the true error is larger, never
#: smaller.
CHANCE_AT_FEW_CASES = 1 / math.sqrt(FEW_CASES)

#: What `Certainty.by_state` says a state can be first in.
TOTAL_MEASURES = ("gaps", "gap_return_dwellings", "unserved_return_dwellings")

_QUANTILES = {"low": 0.05, "median": 0.5, "high": 0.95}
_CACHED_ANSWERS = 2


@dataclass(frozen=True, eq=False)
class Certainty:
    """How sure the answer to one question is.

    Attributes
    ----------
    readings : Readings
        What was asked instead.
    stability : ndarray of shape (municipalities,)
        Share of the readings in which the municipality is a gap, 0-1; NaN where a figure that a reading needs is
        missing; 0 outside the place asked about.
    few_cases : BooleanArray
        Whether the estimate rests on fewer than `FEW_CASES` return dwellings, of the sample where the file says how
        many; missing where unknown.
    counts_sample : bool
        Whether those are the cases of the sample, which the file of the return figures has; else expanded ones.
    """

    readings: Readings
    stability: Floats
    few_cases: pd.arrays.BooleanArray
    counts_sample: bool
    _layers: Layers
    _asked: Asked
    _in_region: Bools
    _blocks: list[Block]

    @property
    def combinations(self) -> int:
        """How many readings there are."""
        return len(self.readings)

    def is_gap(self, number: int) -> Bools:
        """Which municipalities are gaps in one reading.

        Raises
        ------
        IndexError
            Where there is no such reading.

        Examples
        --------
        >>> int(find_certainty(layers, Criteria()).is_gap(0).sum())
        247
        """
        if not 0 <= number < len(self.readings):
            raise IndexError(number)
        *block, helpers, km, most, share, rate, dwellings = np.unravel_index(number, self.readings.shape)
        met = self._blocks[np.ravel_multi_index(tuple(block), self.readings.shape[:-6])].met
        row = np.ravel_multi_index((helpers, km, most), self.readings.shape[-6:-3])
        return (
            self._in_region
            & met["rural_share"][share]
            & met["return_rate"][rate]
            & met["return_dwellings"][dwellings]
            & met["covered_share"][row]
        )

    @property
    def _reach(self) -> Reach:
        return reach_of(self._layers)

    @cached_property
    def table(self) -> pd.DataFrame:
        """Every municipality, in the order of ``layers.municipios``.

        Returns
        -------
        DataFrame
            - ``cvegeo``, ``stability``, ``few_cases``
            - ``decides``: the condition that most often is the only one not met among the readings in which it is no
              gap; where none ever is, the one most often not met; of several, the first of the rule. `geo.flips.REGION`
              outside the place asked about; missing where it is a gap in every reading, or a figure is missing

            The nearest change of a single threshold that turns a gap into none or the other way round, all else as
            asked; missing where no single threshold does:

            - ``flip_condition``: a condition's id, or one of `geo.flips.REACHES`
            - ``flip_threshold``: in its unit. A municipality is a gap where this very value is asked of a condition,
              and is not where it is the reach
            - ``flip_change``: threshold less what is asked
            - ``flip_distance``: the same as a share of the span of the setting's values in the readings (in its unit
              where it has one value); the nearest is the smallest

            Last, ``near_by`` and ``combinations``: how many readings there are.
        """
        return pd.DataFrame(
            {
                "cvegeo": self._reach.names["cvegeo"],
                "stability": self.stability,
                "few_cases": self.few_cases,
                "decides": deciding(self._blocks, self.stability, self._in_region),
                **nearest_flips(self._layers, self._asked, self.readings, self._in_region),
                "near_by": self.near_by,
                "combinations": self.combinations,
            }
        )

    @cached_property
    def near_by(self) -> pd.api.extensions.ExtensionArray:
        """The setting of which another value of the readings, all else as asked, makes a gap of what is none.

        Of shape (municipalities,), missing where there is none: the first of the conditions' thresholds, then of the
        others.
        """
        names, asked = list(self.readings.settings), self.readings.indices_asked
        found = np.full(self._reach.size, None, dtype=object)
        open_still = ~self.is_gap(self._number(asked))
        for axis in reversed(range(len(names))):
            for value in range(self.readings.shape[axis]):
                turned = open_still & self.is_gap(self._number((*asked[:axis], value, *asked[axis + 1 :])))
                found[turned] = names[axis]
                open_still &= ~turned
        return pd.array(found, dtype="str")

    def _number(self, indices: tuple[int, ...]) -> int:
        return int(np.ravel_multi_index(indices, self.readings.shape))

    @cached_property
    def per_reading(self) -> pd.DataFrame:
        """Totals of each reading, in the readings' order.

        Returns
        -------
        DataFrame
            Columns of two levels, measure (`TOTAL_MEASURES`) and ``state_code``: the states asked about, then ``""``,
            all of them: municipalities that are gaps, rural return dwellings in gaps, rural return dwellings not
            covered (whether in gaps or not). What is not known is not in the sums.
        """
        names = [*self._states, ""]
        return pd.concat({name: pd.DataFrame(values, columns=names) for name, values in self._totals.items()}, axis=1)

    @cached_property
    def _totals(self) -> dict[str, Floats]:
        """Totals of each reading (row) by state and, last, of all (column), for each measure."""
        states = [
            [self._sums(block, self._reach.state_code == code) for block in self._blocks] for code in self._states
        ]
        totals = {}
        for measure, name in enumerate(TOTAL_MEASURES):
            columns = [np.concatenate([sums[measure] for sums in blocks]) for blocks in states]
            totals[name] = np.column_stack([*columns, np.sum(columns, axis=0)])
        return totals

    @cached_property
    def totals(self) -> pd.DataFrame:
        """Between what and what the answer lies over the readings.

        Returns
        -------
        DataFrame
            A row a measure (`TOTAL_MEASURES`): ``measure``, ``asked`` (in the question itself), ``low``, ``median``,
            ``high`` (values that 5, 50 and 95 % of the readings do not exceed), ``least``, ``most``.
        """
        return pd.concat([self._spread(name).iloc[-1:] for name in TOTAL_MEASURES], ignore_index=True)

    @cached_property
    def by_state(self) -> pd.DataFrame:
        """The same for each state asked about, and in what share of the readings the state is first.

        Returns
        -------
        DataFrame
            A row a state and measure, by key: ``state_code``, ``measure``, ``asked``, ``low``, ``median``, ``high``,
            ``least``, ``most``; ``first``: share of the readings in which no state has more (0-1; a reading where all
            have nothing has no first, one where several have most counts for each).
        """
        frames = []
        for name in TOTAL_MEASURES:
            values = self._totals[name][:, :-1]
            most = values.max(axis=1, initial=0.0)[:, None]
            first = ((values == most) & (most > 0)).mean(axis=0)
            frame = self._spread(name).iloc[:-1]
            frames.append(frame.assign(first=first).set_axis(self._states).rename_axis("state_code").reset_index())
        return pd.concat(frames).sort_values("state_code", kind="stable", ignore_index=True)

    @cached_property
    def by_setting(self) -> pd.DataFrame:
        """What each value of each setting does to the number of gaps: the readings that have it.

        Returns
        -------
        DataFrame
            ``setting``, ``value`` (as text; the programs and whether reception counts, where it is who helps),
            ``asked`` (whether the question has it), ``low``, ``median``, ``high`` (5, 50 and 95 % of its readings).
        """
        gaps = self._totals["gaps"][:, -1].reshape(self.readings.shape)
        asked = self.readings.indices_asked
        rows = []
        for axis, (name, values) in enumerate(self.readings.settings.items()):
            for index, value in enumerate(values):
                spread = _quantiles(gaps.take(index, axis=axis).ravel())
                rows.append({"setting": name, "value": _shown(value), "asked": index == asked[axis], **spread})
        return pd.DataFrame(rows)

    def first(self, state_code: str, measure: str) -> float:
        """In what share of the readings a state has the most of a measure, 0-1.

        Raises
        ------
        KeyError
            Where the state is not asked about, or there is no such measure.

        Examples
        --------
        >>> round(find_certainty(layers, Criteria()).first("20", "gaps"), 2)
        0.96
        """
        rows = self.by_state.set_index(["state_code", "measure"])["first"]
        return float(rows.loc[(state_code, measure)])

    @cached_property
    def _states(self) -> list[str]:
        return sorted(set(self._reach.state_code[self._in_region]))

    def _spread(self, measure: str) -> pd.DataFrame:
        values = self._totals[measure]
        asked = np.ravel_multi_index(self.readings.indices_asked, self.readings.shape)
        return pd.DataFrame(
            {
                "measure": measure,
                "asked": values[asked],
                **_quantiles(values),
                "least": values.min(axis=0),
                "most": values.max(axis=0),
            }
        )

    def _sums(self, block: Block, rows: Bools) -> tuple[Floats, Floats, Floats]:
        mine = np.flatnonzero(rows & self._in_region)
        share, rate, dwellings, cover = (block.met[condition.id][:, mine] for condition in self._asked.conditions)
        thresholds = share[:, None, None] & rate[None, :, None] & dwellings[None, None, :]
        thresholds = thresholds.reshape(-1, len(mine)).astype("float64")
        worth = block.rural_return_dwellings[mine]
        known = np.nan_to_num(worth, nan=0.0)
        covering = cover.astype("float64")
        unserved = np.nan_to_num(worth - part_of(worth, block.covered_returns[:, mine]), nan=0.0).sum(axis=1)
        each = len(cover) // len(unserved) * len(thresholds)
        return (
            (covering @ thresholds.T).ravel(),
            (covering @ (thresholds * known).T).ravel(),
            np.repeat(unserved, each),
        )


def find_certainty(layers: Layers, criteria: Criteria, *, grid: Grid | None = None) -> Certainty:
    """Ask the question again in every reading; the last answers are cached.

    Parameters
    ----------
    layers : Layers
        From `layers.load`.
    criteria : Criteria
        The question.
    grid : Grid, optional
        What could reasonably be asked instead; as the question says unless it is given.

    Raises
    ------
    CriteriaError
        As `geo.find_gaps`.

    Examples
    --------
    >>> sure = find_certainty(layers, Criteria())
    >>> sure.combinations
    12150
    >>> sure.totals[["measure", "asked", "low", "high"]].round()
                         measure    asked      low     high
    0                       gaps    168.0     52.0    259.0
    1       gap_return_dwellings  12290.0   4498.0  16065.0
    2  unserved_return_dwellings  22024.0  11028.0  26363.0
    """
    return layers.cache.get(
        "certainty", (criteria, grid), lambda: _ask_every_reading(layers, criteria, grid), most=_CACHED_ANSWERS
    )


def _ask_every_reading(layers: Layers, criteria: Criteria, grid: Grid | None) -> Certainty:
    returns, in_region = returns_of(layers, criteria), asked_about(layers, criteria)
    readings = readings_of(layers, criteria, grid=grid)
    blocks = blocks_of(layers, readings)
    gaps = np.where(in_region, sum(block.gaps for block in blocks) / len(readings), 0.0)
    known = np.logical_and.reduce([block.known for block in blocks])
    return Certainty(
        readings=readings,
        stability=np.where(known, gaps, np.nan),
        few_cases=_few_cases(returns),
        counts_sample=returns.cases is not None and not np.isnan(returns.cases).all(),
        _layers=layers,
        _asked=asked_of(layers, readings),
        _in_region=in_region,
        _blocks=blocks,
    )


def _few_cases(returns: Returns) -> pd.arrays.BooleanArray:
    """Whether fewer than `FEW_CASES` dwellings carry the rate, those of the sample where it is known."""
    cases = returns.return_dwellings
    if returns.cases is not None:
        cases = np.where(np.isnan(returns.cases), cases, returns.cases)
    return pd.arrays.BooleanArray(cases < FEW_CASES, np.isnan(cases))


def _quantiles(values: Floats) -> dict[str, Floats]:
    # Values that readings have, not values between them: a count stays a count.
    found = np.quantile(values, list(_QUANTILES.values()), axis=0, method="inverted_cdf")
    return dict(zip(_QUANTILES, found, strict=True))


def _shown(value: object) -> str:
    if isinstance(value, Helpers):
        sure = f"+{value.sureness}" if value.sureness != SURENESS[0] else ""
        return ",".join(value.programs) + ("+reception" if value.count_reception else "") + sure
    return value if isinstance(value, str) else f"{value:g}"
