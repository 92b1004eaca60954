"""`python -m benchmarks [part ...]`: all measured numbers, or some parts'."""

from __future__ import annotations

import sys

from benchmarks import browser, certainty, microdata, network, pilots, regions, rule, scenarios, sites, slow_line

PARTS = {
    "rule": rule.run,
    "pilots": pilots.run,
    "regions": regions.run,
    "certainty": certainty.run,
    "scenarios": scenarios.run,
    "sites": sites.run,
    "browser": browser.run,
    "slow_line": slow_line.run,
    "microdata": microdata.run,
    "network": network.run,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()
