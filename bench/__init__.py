"""Benches: every figure of the documentation comes from one of these. Run them as `python -m bench.ROOM.NAME`."""
