"""What follows: the question, the catchments, who is reached, which municipalities are gaps.

In the examples ``layers`` is ``layers.load()`` and ``gaps`` is ``find_gaps(layers, Criteria())``.
"""

from typing import TYPE_CHECKING

from geo.criteria import Criteria
from geo.settings import CriteriaError
from vocabulary.lazy import offers
from vocabulary.lists import STATUSES

if TYPE_CHECKING:
    from geo.gaps import Gaps, find_gaps

__all__ = ["STATUSES", "Criteria", "CriteriaError", "Gaps", "find_gaps"]
__getattr__ = offers(__name__, {"Gaps": "geo.gaps", "find_gaps": "geo.gaps"})
