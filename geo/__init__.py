"""What follows: the question, the catchments, who is reached, which municipalities are gaps.

In the examples ``layers`` is ``layers.load()`` and ``gaps`` is ``find_gaps(layers, Criteria())``.
"""

from geo.criteria import Criteria, CriteriaError
from geo.gaps import Gaps, find_gaps
from vocabulary.lists import STATUSES

__all__ = ["STATUSES", "Criteria", "CriteriaError", "Gaps", "find_gaps"]
