"""Dates that a text mentions, resolved against the day of its publication."""
