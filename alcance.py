"""Alcance for a shell, whose door this is, and for Python.

Every command that gives a table is a function of the same name, with the same options by the same names, and gives what
the command writes and the address has: the same rows, columns, decimals and order. Keys are text, what is missing is
missing, and ``attrs`` has the question and the provenance. What is wrong with a question is a `CriteriaError`.

>>> import alcance
>>> found = alcance.gaps(state="Oaxaca", reach_km=30)
>>> found[["cvegeo", "municipality", "rural_return_dwellings"]].head(2)
  cvegeo               municipality  rural_return_dwellings
0  20002  Acatlán de Pérez Figueroa                   237.0
1  20447      Santa María Zacatepec                   229.0
>>> found.crs.to_epsg(), found.attrs["criteria"]["reach_km"], found.attrs["data_edition"]
(4326, 30.0, '...')

The list of `gaps` is a GeoDataFrame (EPSG:4326) that can be drawn: ``found.to_map()`` is a folium map of the answer,
``found.to_map("return_rate")`` in other colours, ``lang="en"`` in another language. What is made of the list, a filter
say, is a plain GeoDataFrame and has no `to_map`: it is no answer any more.

>>> found.to_map().save("gaps.html")  # doctest: +SKIP
>>> type(found[found["rural_return_dwellings"] > 100]).__name__
'GeoDataFrame'

A municipality and a layer are named first; lists are lists, or texts with commas.

>>> alcance.municipality("20208").attrs["municipality"]["status"]
'gap'
>>> len(alcance.layers("settlements", state="20"))
10723
>>> alcance.sites(state=["20", "12"], k=1)[["municipality", "reached"]]
             municipality   reached
0  Santos Reyes Tepejillo  2300.519
>>> alcance.gaps(reach_km=-1)
Traceback (most recent call last):
    ...
geo.settings.CriteriaError: reach_km: found '-1', expected greater than 0

Your own figures or programs take the place of the embedded ones in `load`'s layers, which every function takes as
``layers``. Each name is imported when it is first used, so that the shell starts at once.
"""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING, Any

from vocabulary.lazy import offers

if TYPE_CHECKING:
    from geo import Criteria, CriteriaError, find_gaps
    from layers import load

#: Commands that give a table.
_TABLES = (
    *("certainty", "change", "concentration", "gaps", "layers", "municipality", "pilots", "referrals", "regions"),
    *("services", "sites", "unknowns"),
)

__all__ = ["Criteria", "CriteriaError", "find_gaps", "load", "main", *_TABLES]  # noqa: PLE0604 texts, all of them

_offered = offers(__name__, {"Criteria": "geo", "CriteriaError": "geo", "find_gaps": "geo", "load": "layers"})


def __getattr__(name: str) -> Any:
    if name not in _TABLES:
        return _offered(name)
    from exports.frames import function_of

    return function_of(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def main() -> None:
    """Run the shell."""
    started = time.monotonic()
    # Until the commands are there to say that they were stopped, a person who stops them sees nothing.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from shell.commands import leave, run

    leave(run(started))


if __name__ == "__main__":
    main()
