"""Scenarios: a few questions with names, and their answers side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Self
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pandas as pd

from geo.arrays import Bools
from geo.criteria import Criteria
from geo.gaps import Gaps, find_gaps
from geo.returns import refuse_a_part_for_the_nation
from geo.settings import CriteriaError, Fault
from geo.steps import step
from layers import Layers

#: Scenarios that stand side by side at most.
MOST_SCENARIOS = 6

#: Characters of a name at most.
LONGEST_NAME = 60
_BETWEEN = ";"

#: What `Scenarios.totals` takes of `geo.gaps.Gaps.totals`.
_TOTALS = (
    "municipalities",
    "gap",
    "undecided",
    "gap_return_dwellings",
    "gap_share",
    "gap_rural_population",
    "rural_return_dwellings",
    "unserved_return_dwellings",
    "covered_share",
    "unknown_figures",
)

_COUNTS = ("municipalities", "gap", "undecided", "unknown_figures")
_PLACE = ["cvegeo", "state", "municipality"]


class Scenario(NamedTuple):
    """A question with a name; one that cannot be asked is kept as it was written, to say why.

    ``query`` has the settings that differ from the default, as a link has them.
    """

    name: str
    query: str

    @classmethod
    def of(cls, name: str, texts: Mapping[str, str]) -> Self:
        """A scenario of texts as `Criteria.from_text` takes them, right or wrong.

        Raises
        ------
        CriteriaError
            Where the name is empty or longer than 60 characters.

        Examples
        --------
        >>> Scenario.of("Shorter  reach", {"reach_km": "30"})
        Scenario(name='Shorter reach', query='reach_km=30')
        """
        name = " ".join(name.split())
        if not 0 < len(name) <= LONGEST_NAME:
            raise CriteriaError.of("name", "name", found=repr(name[:LONGEST_NAME]), most=LONGEST_NAME)
        try:
            texts = Criteria.from_text(texts).to_text()
        except CriteriaError:
            texts = dict(sorted(texts.items()))
        return cls(name, urlencode(texts, safe=","))

    @property
    def texts(self) -> dict[str, str]:
        """The settings that differ from the default, as texts."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def criteria(self) -> Criteria:
        """The question.

        Raises
        ------
        CriteriaError
            As `Criteria.from_text`.

        Examples
        --------
        >>> Scenario("Shorter reach", "reach_km=30").criteria == Criteria(reach_km=30)
        True
        """
        return Criteria.from_text(self.texts)


def to_text(scenarios: Iterable[Scenario]) -> str:
    """Some scenarios as one text, as a link has them; `from_text` gives them back.

    Examples
    --------
    >>> to_text([Scenario("As asked", ""), Scenario("Near", "reach_km=30")])
    'name=As+asked;name=Near&reach_km=30'
    """
    named = ((urlencode({"name": scenario.name}), scenario.query) for scenario in scenarios)
    return _BETWEEN.join("&".join(filter(None, parts)) for parts in named)


def from_text(text: str, read: Callable[[dict[str, str]], Mapping[str, str]] = dict) -> tuple[Scenario, ...]:
    """The scenarios of a link, each right or wrong; ``read`` makes, of the settings that one says, those it asks.

    Raises
    ------
    CriteriaError
        Where one has no name, or that of another, or they are more than `MOST_SCENARIOS`.

    Examples
    --------
    >>> from_text("name=As+asked;name=Near&reach_km=30")[1]
    Scenario(name='Near', query='reach_km=30')
    >>> from_text("name=As+asked;name=Near&reach_km=30", lambda said: {"state": "20"} | said)[1]
    Scenario(name='Near', query='state=20&reach_km=30')
    """
    found = []
    for part in filter(None, text.split(_BETWEEN)):
        texts = dict(parse_qsl(part, keep_blank_values=True))
        found.append(Scenario.of(texts.pop("name", ""), read(texts)))
    return checked(found)


def checked(scenarios: Iterable[Scenario]) -> tuple[Scenario, ...]:
    """Scenarios that can stand side by side.

    Raises
    ------
    CriteriaError
        Where two have one name, or they are more than `MOST_SCENARIOS`.

    Examples
    --------
    >>> checked([Scenario("Near", ""), Scenario("Near", "reach_km=30")])
    Traceback (most recent call last):
        ...
    geo.settings.CriteriaError: name: found 'Near' twice, expected each name once
    """
    found = tuple(scenarios)
    names = [scenario.name for scenario in found]
    for name in names:
        if names.count(name) > 1:
            raise CriteriaError.of("name", "name_twice", found=repr(name))
    if len(found) > MOST_SCENARIOS:
        raise CriteriaError.of("scenarios", "too_many", found=len(found), most=MOST_SCENARIOS)
    return found


@dataclass(frozen=True, eq=False)
class Scenarios:
    """The answers to some scenarios.

    Attributes
    ----------
    asked : tuple of Scenario
        All of them, in order.
    answers : dict
        Name to answer, of those that have one. All count the same: dwellings, or people.
    faults : dict
        Name to why there is none, of the others.
    """

    asked: tuple[Scenario, ...]
    answers: dict[str, Gaps]
    faults: dict[str, tuple[Fault, ...]]

    @property
    def numbers(self) -> dict[str, int]:
        """Name to number, from 1 up, of those that have an answer."""
        return {one.name: number for number, one in enumerate(self.asked, start=1) if one.name in self.answers}

    @cached_property
    def totals(self) -> pd.DataFrame:
        """Every answer in a few figures.

        Returns
        -------
        DataFrame
            A row an answer: ``number``, ``scenario`` (its name), ``year``, ``as_of``; ``municipalities`` (asked
            about), ``gap`` and ``undecided`` (how many of them), ``gap_return_dwellings``, ``gap_share``,
            ``gap_rural_population`` (people), ``rural_return_dwellings``, ``unserved_return_dwellings``,
            ``covered_share`` and ``unknown_figures`` as `geo.gaps.Gaps.by_state` has them; ``gained`` and ``lost``:
            municipalities that are a gap here and not in the first answer, and the other way round.
        """
        rows = []
        first = next(iter(self.answers.values()), None)
        for name, gaps in self.answers.items():
            moved = step(gaps.is_gap if first is None else first.is_gap, gaps.is_gap)
            rows.append(
                {
                    "number": self.numbers[name],
                    "scenario": name,
                    "year": gaps.criteria.year,
                    "as_of": gaps.selection.as_of,
                    **{total: gaps.totals[total] for total in _TOTALS},
                    "gained": len(moved.gained),
                    "lost": len(moved.lost),
                }
            )
        columns = ["number", "scenario", "year", "as_of", *_TOTALS, "gained", "lost"]
        return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(_COUNTS, "int64"))

    @cached_property
    def municipalities(self) -> pd.DataFrame:
        """What each municipality is in every answer.

        Returns
        -------
        DataFrame
            Every municipality once, by key: ``cvegeo``, ``state``, ``municipality``; ``gap_in``: in how many answers
            it is a gap; ``status_1``, ``status_2``...: its status, one of `vocabulary.lists.STATUSES`, in the answer
            of that number. No column without an answer.
        """
        answers = list(self.answers.values())
        if not answers:
            return pd.DataFrame(columns=[*_PLACE, "gap_in"])
        table = answers[0].table[_PLACE]
        statuses = {f"status_{number}": self.answers[name].table["status"] for name, number in self.numbers.items()}
        return table.assign(gap_in=self._gap_in, **statuses)

    @cached_property
    def differing(self) -> pd.DataFrame:
        """The rows of `municipalities` that are a gap in some answers and not in others.

        Those with the most rural return dwellings in any answer come first, then by key.
        """
        rows = np.flatnonzero(self.differs)
        if not len(rows):
            return self.municipalities.iloc[:0]
        most = np.nanmax([gaps.table["rural_return_dwellings"].to_numpy()[rows] for gaps in self.answers.values()], 0)
        return self.municipalities.iloc[rows[np.argsort(-most, kind="stable")]].reset_index(drop=True)

    @property
    def differs(self) -> Bools:
        """Whether each municipality is a gap in some answers and not in others."""
        if not self.answers:
            return np.zeros(0, dtype=bool)
        return np.asarray((self._gap_in > 0) & (self._gap_in < len(self.answers)))

    @cached_property
    def _gap_in(self) -> np.ndarray:
        return np.sum([gaps.is_gap for gaps in self.answers.values()], axis=0, dtype="int64")


def find_scenarios(
    layers: Layers, scenarios: Iterable[Scenario], answer: Callable[[Criteria], Gaps] | None = None
) -> Scenarios:
    """Answer some scenarios: those that can be asked stand, each of the others says why it cannot.

    What counts something else than the first that can be asked (people, not dwellings) cannot stand beside it.

    Parameters
    ----------
    layers : Layers
        From `layers.load`.
    scenarios : iterable of Scenario
        With names of their own (`checked`).
    answer : callable, optional
        What gives the answer to a question of the layers: one that keeps the last ones, say.

    Examples
    --------
    >>> near, wrong = Scenario("Near", "reach_km=30"), Scenario("Wrong", "reach_km=-1")
    >>> found = find_scenarios(layers, [Scenario("As asked", ""), near, wrong])
    >>> found.totals[["scenario", "gap", "gained", "lost"]]
       scenario  gap  gained  lost
    0  As asked  168       0     0
    1      Near  198      30     0
    >>> found.faults["Wrong"][0].field
    'reach_km'
    """
    asked = tuple(scenarios)
    answers: dict[str, Gaps] = {}
    faults: dict[str, tuple[Fault, ...]] = {}
    for scenario in asked:
        try:
            criteria = scenario.criteria
            refuse_a_part_for_the_nation(layers, criteria)
            found = find_gaps(layers, criteria) if answer is None else answer(criteria)
            refuse_another_unit(next(iter(answers.values()), found), found)
        except CriteriaError as error:
            faults[scenario.name] = tuple(error.faults)
        else:
            answers[scenario.name] = found
    return Scenarios(asked, answers, faults)


def refuse_another_unit(first: Gaps, found: Gaps) -> None:
    """Two answers stand beside each other only where they count the same.

    Raises
    ------
    CriteriaError
        Where one counts dwellings and the other people.

    Examples
    --------
    >>> refuse_another_unit(gaps, gaps)
    """
    if found.unit != first.unit:
        units = {"one": first.unit, "other": found.unit}
        raise CriteriaError.of("year", "two_units", first=first.criteria.year, last=found.criteria.year, **units)
