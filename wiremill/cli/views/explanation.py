"""The explanation of a page: its type, the candidates for its fields, and its blocks."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from wiremill.cli.views.formatting import pluralise
from wiremill.cli.views.site_table import print_corrections
from wiremill.terminal import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console

    from wiremill.contract.document import Origin
    from worker.parse.explained.explanation import BlockExplanation, Explanation, FieldExplanation

#: Probability below which a type is not shown.
_UNLIKELY_TYPE = 0.02
#: Dropped blocks in a row that are shown; more are folded.
_SHOWN_DROPPED = 3
#: Reasons shown of folded blocks.
_SHOWN_REASONS = 3
#: characters; in a narrower terminal the lines wrap, because tables would lose their texts first.
_MIN_WIDTH = 80
#: characters of a block or of a candidate that are printed; the width of the terminal cuts them further.
_MAX_CHARACTERS = 200
_MARK, _NO_MARK = ("✓", "green"), ("·", "dim")


def print_explanation(console: Console, found: Explanation, *, every: bool, sites: str | None) -> None:
    """Print an explanation; with `every`, no dropped block is folded. `sites` is the file of corrections, if there is one."""
    console.width = max(console.width, _MIN_WIDTH)
    console.print(Text(clean(found.url or "(no URL)"), style="bold"), soft_wrap=True)
    for name, value in _facts(found):
        if value:
            console.print(Text.assemble((f"{name:<10}", "dim"), value), soft_wrap=True)
    if sites:
        print_corrections(console, found, sites)
    for field in found.fields:
        _print_field(console, field)
    if found.blocks:
        _print_blocks(console, found.blocks, every=every)


def _facts(found: Explanation) -> Iterator[tuple[str, str]]:
    yield "kind", found.kind.replace("_", " ")
    likely = [f"{name} {value:.0%}" for name, value in found.types.items() if value >= _UNLIKELY_TYPE]
    named = f"{found.page_type or 'none is likely enough'}: " if likely else found.page_type or ""
    yield "type", named + ", ".join(likely)
    if found.no_content_reason:
        yield "text", f"none, the page has no content: {found.no_content_reason.replace('_', ' ')}"
    else:
        chosen = sum(block.chosen for block in found.blocks)
        blocks = f"{chosen:,} of {pluralise(len(found.blocks), 'block')}"
        yield "text", f"{pluralise(found.words, 'word')} from {blocks}{_origin(found.text_origin)}"
    yield "flags", ", ".join(found.flags)


def _origin(origin: Origin | None) -> str:
    return f" ({origin.origin}, {origin.confidence:.0%})" if origin else ""


def _print_field(console: Console, field: FieldExplanation) -> None:
    value = ", ".join(map(clean, field.values))
    heading = Text.assemble((f"{field.field:<10}", "dim"), (value or "none", "bold" if value else "dim"))
    heading.append(_origin(field.origin), "dim")
    console.print(heading, soft_wrap=True)
    table = Table.grid(padding=(0, 1), pad_edge=False, expand=True)
    table.add_column(width=10)
    table.add_column(width=1)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column(no_wrap=True, style="dim")
    for each in field.candidates:
        source = f"{each.origin} {each.place}".strip()
        table.add_row("", _mark(chosen=each.chosen), source, _shorten(each.value), "" if each.chosen else each.why)
    if field.candidates:
        console.print(table)


def _mark(*, chosen: bool) -> Text:
    text, style = _MARK if chosen else _NO_MARK
    return Text(text, style=style)


def _print_blocks(console: Console, blocks: Iterable[BlockExplanation], *, every: bool) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim", expand=True)
    table.add_column("block", justify="right", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("", width=1)
    table.add_column("kind", no_wrap=True)
    table.add_column("text", no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column("why", no_wrap=True)
    for chosen, group in groupby(blocks, key=lambda block: block.chosen):
        run = list(group)
        if not chosen and not every and len(run) > _SHOWN_DROPPED:
            numbers = f"{run[0].number}-{run[-1].number}"
            table.add_row(numbers, "", "", "", Text(_folded(run), style="dim"), "")
            continue
        for block in run:
            table.add_row(*_cells(block), style="" if chosen else "dim")
    console.print()
    console.print(table)


def _cells(block: BlockExplanation) -> tuple[str | Text, ...]:
    score = "" if block.probability is None else f"{block.probability:.2f}"
    kind = block.kind.replace("_", " ") + (f" {block.level}" if block.kind == "heading" and block.level else "")
    return str(block.number), score, _mark(chosen=block.chosen), kind, _shorten(block.text), block.why


def _folded(run: list[BlockExplanation]) -> str:
    """Return how many blocks are folded, and the most frequent reasons besides the model's own judgement."""
    reasons = Counter(reason for block in run for reason in block.why.split(", ") if not reason.startswith("model "))
    named = [f"{reason} ({count:,})" for reason, count in reasons.most_common(_SHOWN_REASONS)]
    words = sum(block.words for block in run)
    return ", ".join([f"… {pluralise(len(run), 'block')} dropped, {pluralise(words, 'word')}", *named])


def _shorten(text: str) -> str:
    return clean(text[:_MAX_CHARACTERS])
