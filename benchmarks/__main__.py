"""`python -m benchmarks [rule|siting|browser]`: all measured numbers, or one part's."""

from __future__ import annotations

import sys

from benchmarks import browser, rule, siting

PARTS = {"rule": rule.run, "siting": siting.run, "browser": browser.run}

if __name__ == "__main__":
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()
