"""Alcance for a shell, whose door this is, and for Python.

For Python, ``import alcance`` gives `layers.load`, `geo.Criteria`, `geo.find_gaps`, `exports.interactive.to_map` and
the `words.text.Text` of a language. Each is imported when it is first used, so that the shell starts at once.
"""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

from vocabulary.lazy import offers

if TYPE_CHECKING:
    from exports.interactive import to_map
    from geo import Criteria, find_gaps
    from layers import load
    from words.text import Text

__all__ = ["Criteria", "Text", "find_gaps", "load", "main", "to_map"]

__getattr__ = offers(
    __name__,
    {
        "Criteria": "geo",
        "Text": "words.text",
        "find_gaps": "geo",
        "load": "layers",
        "to_map": "exports.interactive",
    },
)


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
