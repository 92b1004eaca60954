"""`python -m benchmarks [rule|browser|microdata]`: all measured numbers, or one part's."""

from __future__ import annotations

import sys

from benchmarks import browser, microdata, rule

PARTS = {"rule": rule.run, "browser": browser.run, "microdata": microdata.run}

if __name__ == "__main__":
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()
