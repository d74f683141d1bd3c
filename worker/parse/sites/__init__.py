"""Internal. Corrections of an operator's own for pages of named sites: a TOML file, its selectors, and what they do to a page."""
