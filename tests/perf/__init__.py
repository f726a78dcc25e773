"""Benchmarks on generated databases; `python -m tests.perf` runs them."""
