"""`python -m benchmarks [rule|decide|browser]`: all measured numbers, or one part's."""

from __future__ import annotations

import sys

from benchmarks import browser, decide, rule

PARTS = {"rule": rule.run, "decide": decide.run, "browser": browser.run}

if __name__ == "__main__":
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()
