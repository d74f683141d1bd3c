"""Routes and filters: which items go to which stream, and which pages end early.

Both are in one TOML file (docs/routes.md). It is checked when it is read and compiled to closures, because rules run for
every page.
"""

from wiremill.rules.explanation import Check, Explanation
from wiremill.rules.ruleset import Rules, load_rules, parse_rules

__all__ = ["Check", "Explanation", "Rules", "load_rules", "parse_rules"]
