"""What a budget buys: the knapsack problem, over and over for the same prices and other values."""

from __future__ import annotations

import numpy as np

from geo.arrays import Floats, Ints

#: Into how many steps a budget is divided where prices are no multiples of a common one. A price is rounded down to a
#: step: what is bought is then worth at least as much as what the budget buys.
_STEPS = 1000

#: Prices are looked at as multiples of these.
_UNITS = (1.0, 0.1, 0.01)
_ROUNDING = 1e-9


class Purse:
    """A budget, and what candidates cost: the most that can be bought of some worth, from above.

    Parameters
    ----------
    cost : ndarray of shape (candidates,)
        Not negative.
    budget : float
    fixed : tuple of int
        Candidates that are bought in any case.

    Attributes
    ----------
    price : ndarray of int
        What each costs, in steps of the budget, rounded down; nothing for those that are bought in any case.
    steps : int
        What there is to spend.

    Examples
    --------
    >>> purse = Purse(np.array([4.0, 3.0, 3.0]), 6.5)
    >>> purse.most(np.array([7.0, 4.0, 5.0])), purse.fill(np.array([7.0, 4.0, 5.0]))[1]
    (9.0, [1, 2])
    """

    def __init__(self, cost: Floats, budget: float, fixed: tuple[int, ...] = ()) -> None:
        self.cost, self.budget, self.fixed = cost, budget, fixed
        left = max(budget - float(cost[list(fixed)].sum()), 0.0) * (1.0 + _ROUNDING) + _ROUNDING
        step = _step(cost, left)
        self.price: Ints = np.floor(cost / step + _ROUNDING).astype("int64")
        self.price[list(fixed)] = 0
        self.steps = int(min(left / step, float(self.price.sum())))
        prices = np.unique(self.price)
        self._alike = [(int(price), np.flatnonzero(self.price == price)) for price in prices if 0 < price <= self.steps]
        self._free = np.flatnonzero(self.price == 0)

    def most(self, worth: Floats) -> float:
        """The most worth that the budget buys."""
        return float(self.fill(worth)[0][-1])

    def fill(self, worth: Floats) -> tuple[Floats, list[int]]:
        """What each number of steps buys, 0 to ``steps``, and the candidates that all of them buy, sorted."""
        values: Floats = np.full(self.steps + 1, float(worth[self._free].sum()))
        bought: list[Ints] = []
        orders: list[Ints] = []
        for price, alike in self._alike:
            order = alike[np.argsort(-worth[alike], kind="stable")][: self.steps // price]
            sums = np.concatenate([[0.0], np.cumsum(worth[order])])
            count = np.zeros(self.steps + 1, dtype="int64")
            if not bought:
                count = np.minimum(np.arange(self.steps + 1) // price, len(order))
                values = values + sums[count]
            else:
                before = values.copy()
                for number in range(1, len(order) + 1):
                    start = number * price
                    found = before[: self.steps + 1 - start] + sums[number]
                    better = found > values[start:]
                    values[start:][better] = found[better]
                    count[start:][better] = number
            bought.append(count)
            orders.append(order)
        taken, left = self._free.tolist(), self.steps
        for (price, _), count, order in zip(self._alike[::-1], bought[::-1], orders[::-1], strict=True):
            number = int(count[left])
            taken += order[:number].tolist()
            left -= number * price
        return values, sorted(taken)


def _step(cost: Floats, budget: float) -> float:
    """The largest step that all costs are multiples of, if the budget has few enough of them; else one that it has."""
    if budget <= 0 or not len(cost):
        return 1.0
    for unit in _UNITS:
        whole = np.round(cost / unit)
        if np.abs(whole * unit - cost).max() <= _ROUNDING * max(1.0, float(cost.max())):
            common = int(np.gcd.reduce(whole.astype("int64")))
            if common and budget / (common * unit) <= _STEPS:
                return common * unit
    # All of them free, or too many steps.
    return budget / _STEPS
