"""Shared helpers of all steps: limits, flags, strings, URLs, blocks of text, provenance. Internal."""
