"""Until when something better may be looked for."""

from __future__ import annotations

import math
import time


class Deadline:
    """A moment some seconds from now, on a clock that only goes forward.

    Examples
    --------
    >>> Deadline(60.0).is_over(), Deadline(0.0).is_over(), Deadline(math.inf).left
    (False, True, inf)
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        #: Whether a person stopped what it is of.
        self.is_stopped = False

    def stop(self) -> None:
        """Make it over now."""
        self._end, self.is_stopped = -math.inf, True

    @property
    def left(self) -> float:
        """Seconds until then, 0 once it is over."""
        return max(self._end - time.monotonic(), 0.0)

    def is_over(self) -> bool:
        """Whether it is later than that."""
        return self.left <= 0


def deadline_of(time_limit_s: float) -> Deadline:
    """The deadline of a time limit that a person gives.

    Raises
    ------
    CriteriaError
        Where it is not over 0.

    Examples
    --------
    >>> deadline_of(60.0).is_over()
    False
    """
    from geo.settings import CriteriaError

    if not time_limit_s > 0:
        raise CriteriaError.of("time_limit", "seconds", found=f"{time_limit_s:g}")
    return Deadline(time_limit_s)


#: The thread that HiGHS runs in; one that is still there when its answer is no longer waited for ends by itself.
SOLVER = "HiGHS"

#: For a search that ends when it is done.
NEVER = Deadline(math.inf)
