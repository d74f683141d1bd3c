"""Internal. Why parse made of a page what it made: `explain.explain` is what the command line uses."""
