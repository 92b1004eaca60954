"""Measured speed: every number beside the usual way's, in one run, as a ratio. Run with `make bench`."""
