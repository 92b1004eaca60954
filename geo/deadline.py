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

    @property
    def left(self) -> float:
        """Seconds until then, 0 once it is over."""
        return max(self._end - time.monotonic(), 0.0)

    def is_over(self) -> bool:
        """Whether it is later than that."""
        return self.left <= 0


#: The thread that HiGHS runs in; one that is still there when its answer is no longer waited for ends by itself.
SOLVER = "HiGHS"

#: For a search that ends when it is done.
NEVER = Deadline(math.inf)
