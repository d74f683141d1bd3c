"""Wiremill: raw pages in, enriched items out, nothing lost."""
