"""Wiremill's data in Redis: keys, scripts, streams, accounting, dead letters, tracing, status. Internal."""
