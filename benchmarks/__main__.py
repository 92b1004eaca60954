"""`python -m benchmarks`: all measured numbers."""

from __future__ import annotations

from benchmarks import rule

if __name__ == "__main__":
    rule.run()
