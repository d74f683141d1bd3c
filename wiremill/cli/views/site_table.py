"""Corrections for named sites as a table, and what they do to a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from wiremill.cli.views.formatting import pluralise
from wiremill.terminal import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from worker.parse.explained.explanation import Explanation
    from worker.parse.sites.site import Site

#: characters of a text before and after that are printed.
_MAX_CHARACTERS = 70


def print_sites(console: Console, sites: Sequence[Site]) -> None:
    """Print the selectors of sites, a line each."""
    if not sites:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("domain", "path", "key"):
        table.add_column(name, no_wrap=True)
    table.add_column("selector", overflow="fold")
    for site in sites:
        first = (site.domain, site.path or "")
        for key, selector in site.selectors():
            table.add_row(*(clean(text) for text in (*first, key, selector.text)))
            first = ("", "")
    console.print(table)


def print_corrections(console: Console, found: Explanation, file: str) -> None:
    """Print what each selector of the file found on a page, and what it changed."""
    site = found.site
    if site is None:
        kinds = "" if found.kind == "html" else "; it applies to HTML only"
        line = Text.assemble((f"{'site':<10}", "dim"), f"{clean(file)} has no entry for this page{kinds}")
        console.print(line, soft_wrap=True)
        return
    name = clean(f"{site.domain} {site.path or ''}").strip()
    console.print(
        Text.assemble((f"{'site':<10}", "dim"), (name, "bold"), (f" of {clean(file)}", "dim")), soft_wrap=True
    )
    table = Table.grid(padding=(0, 1), pad_edge=False, expand=True)
    table.add_column(width=10)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    for each in site.selectors:
        count = Text(pluralise(each.matches, "match", "matches"), style="" if each.matches else "red")
        table.add_row("", each.key, clean(each.selector), count, " | ".join(map(clean, each.texts)))
    console.print(table)
    before, after = _beginning(site.words_before, site.text_before), _beginning(found.words, found.text)
    _print_change(console, "text", before, after)
    for field in found.fields:
        _print_change(console, field.field, ", ".join(site.before[field.field]), ", ".join(field.values))


def _beginning(words: int, text: str) -> str:
    return f"{pluralise(words, 'word')}: {clean(text)[:_MAX_CHARACTERS]}"


def _print_change(console: Console, name: str, before: str, after: str) -> None:
    if before != after:
        for label, value in (("before", before), ("after", after)):
            line = Text.assemble(" " * 11, (f"{name} {label}: ", "dim"), clean(value) or "none")
            console.print(line, no_wrap=True, overflow="ellipsis")
