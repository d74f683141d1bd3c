"""How fast it is, and what it needs, beside peers in the same run."""
