"""Faults: what breaks, when, and what became of the pages. `bench/chaos.py` puts them together."""
