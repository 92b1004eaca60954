"""`python -m benchmarks [rule|certainty|browser]`: all measured numbers, or one part's."""

from __future__ import annotations

import sys

from benchmarks import browser, certainty, rule

PARTS = {"rule": rule.run, "certainty": certainty.run, "browser": browser.run}

if __name__ == "__main__":
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()
