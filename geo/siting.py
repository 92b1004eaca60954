"""What is asked of new sites, beside the question: one immutable object, the same for page, shell, link and export."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, field_validator

from geo.criteria import Names
from geo.settings import LONGEST_TEXT, NONE, CriteriaError, Settings, as_text
from vocabulary.lists import Demand, Over

_MOST = 1_000_000_000.0
_MOST_CANDIDATES = 5000
_MOST_EQUITY = 100.0

#: Settings that are lists of keys and ids.
_LISTS = ("candidates", "must", "never")

#: How many sites are proposed where neither their number nor a budget is asked for.
USUAL = 5

Amount = Annotated[float, Field(gt=0, le=_MOST, allow_inf_nan=False)]
Money = Annotated[float, Field(ge=0, le=_MOST, allow_inf_nan=False)]


def costs_of(text: str) -> dict[str, float]:
    """What a site costs by state, as each is named, and an empty name for all others.

    Raises
    ------
    ValueError
        Named ``cost``, where the text is not as `Siting.cost` has it.

    Examples
    --------
    >>> costs_of("10,20:8")
    {'': 10.0, '20': 8.0}
    """
    found: dict[str, float] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        state, colon, amount = part.rpartition(":")
        try:
            cost = float(amount)
        except ValueError:
            cost = -1.0
        if not 0 <= cost <= _MOST or state in found or (bool(colon) and not state):
            raise ValueError("cost")
        found[state] = cost
    return {"": 1.0} | found


def _written(text: str) -> str:
    """One text for the same costs."""
    costs = costs_of(text)
    usual = costs.pop("")
    return ",".join([as_text(usual), *(f"{state}:{as_text(cost)}" for state, cost in sorted(costs.items()))])


class Siting(Settings):
    """What is asked of new sites, with the usual values.

    What each setting is stands in `words` under ``siting.NAME.help``: the shell's help and the page say that.

    Attributes
    ----------
    k : int or None
        How many sites; `USUAL` where neither it nor a budget is asked for.
    budget : float or None
        What all sites together may cost, instead of their number.
    cost : str
        What a site costs: a number, and others by state, as ``10,20:8``. In any unit of money, the budget's.
    upgrade_cost : float or None
        What it costs to give a site that is there, and helps nobody in the question for want of them, the components
        it lacks; then it reaches as far as a new one would. Without it none is upgraded.
    capacity, existing_capacity : float or None
        Rural return dwellings that a new site, and one that is there, can serve; without limit where not given.
    must, never, candidates : tuple of str
        Keys of municipalities (a site at their seat) and ids of sites (their upgrade) that have to be among the
        proposed ones, cannot be, or can be; without candidates all municipalities asked about and what can be upgraded.
    demand : str
        One of `vocabulary.lists.DEMANDS`: whose rural return dwellings are to be reached.
    equity : float
        How many times a dwelling counts that is in a municipality of high or very high marginalisation.
    over : str
        One of `vocabulary.lists.OVERS`: for which readings of the question the sites shall be best.
    """

    k: Annotated[int | None, Field(ge=0)] = None
    budget: Money | None = None
    cost: Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_written)] = "1"
    upgrade_cost: Money | None = None
    capacity: Amount | None = None
    existing_capacity: Amount | None = None
    must: Names = ()
    never: Names = ()
    candidates: Annotated[tuple[str, ...] | None, Field(max_length=_MOST_CANDIDATES)] = None
    demand: Demand = "unserved"
    equity: Annotated[float, Field(ge=1, le=_MOST_EQUITY, allow_inf_nan=False)] = 1.0
    over: Over = "asked"

    @field_validator(*_LISTS)
    @classmethod
    def _sorted_once(cls, names: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if names is None else tuple(sorted(set(names)))

    @classmethod
    def ask(cls, **settings: Any) -> Self:
        """Settings other than the usual ones.

        Raises
        ------
        CriteriaError
            Where one is unknown or out of bounds, or where they contradict each other.

        Examples
        --------
        >>> Siting.ask(budget=30, cost="10,20:8").to_query()
        'budget=30&cost=10,20:8'
        >>> Siting.ask(must=["20067"], never=["20067"])
        Traceback (most recent call last):
            ...
        geo.settings.CriteriaError: never: found '20067' among those that must be too
        """
        found = super().ask(**settings)
        _agree(found)
        return found

    @classmethod
    def _parse(cls, field: str, text: str) -> Any:
        if field in _LISTS:
            return tuple(part.strip() for part in text.split(",") if part.strip() not in ("", NONE))
        return None if text.strip().lower() in ("", NONE) else text.strip()


def _agree(asked: Siting) -> None:
    if asked.k is not None and asked.budget is not None:
        raise CriteriaError.of("budget", "both", other="k")
    if asked.candidates == ():
        raise CriteriaError.of("candidates", "no_candidates")
    both = sorted(set(asked.must) & set(asked.never))
    if both:
        raise CriteriaError.of("never", "must_and_never", found=repr(both[0]))
    if asked.over != "asked":
        for name in ("capacity", "existing_capacity", "equity"):
            if getattr(asked, name) != Siting.model_fields[name].default:
                raise CriteriaError.of("over", "over_alone", found=asked.over, other=name)
