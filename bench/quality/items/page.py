"""The page of the documentation about whole items."""

from __future__ import annotations

import re
from string import Template
from typing import TYPE_CHECKING, Any

from bench.lib import report
from bench.quality.page import BEGIN, END, by_hand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.lib.tables import Table
    from bench.quality.items.gold import Half

_PAGE = Template("""\
# Quality of whole items

This page says how much of what an item shows is wrong: each field of classify and enrich, with the shipped models,
held against pages that were annotated by hand. The commands below write it, one for each half of the gold set; they
keep the other half and the part between the two *by hand* marks.

    python -m bench.quality.items --corpus DIR --write docs/quality-items.md
    python -m bench.quality.items --corpus DIR --half kept --write docs/quality-items.md

$by_hand

## What is measured
Classify and enrich get the true main text of the page, its title, authors, time of publication, URL and page type, so
that faults of parse do not count here ([quality.md](quality.md) has those).

- **Wrong of shown**: the share of what items show that readers did not mark. This is what a reader of items sees.
- **Found of wanted**: the share of what readers marked that items show. Things on which readers may differ are marked
  as optional: right if shown, not missed if not.
- **entities**: what an item lists. An entity is right if most of its mentions are mentions of one true entity, its kind
  is accepted, and the item has not listed the same entity before. **mentions**: each mention by itself, with its bounds;
  *bounds aside* accepts any overlap. A leading "the" and a Turkish case ending behind an apostrophe do not matter.
- **countries**, **cities**: each one that is shown. **focus**: the first country.
- **dates**: the value of the mention. *But today*: without mentions that only point at the day of publication.
- **quotes**: at least 0.8 of the characters are common. **speakers**: those of right quotations; any name by which the
  text calls the person is right.
- **figures**: kind, value, and currency or counted noun.
- **keywords**: generous; a keyword that has, or is part of, a marked keyword or name is right.
- **topics**: each top topic that is shown. **genre**, **language**: the one that is shown.

Datelines, credits and summaries were not annotated.

*English*, *trained* and *not trained* are groups of languages: those beside English that the tagger of entities learned
from, and those it never saw. The halves are made by a hash of the page's id. One half is for tuning: faults may be looked
up in it. Of the other only the figures are printed, and only to check, at the end of a piece of work, that what was
tuned holds on pages that nobody looked at.

$halves
""")
_HALF: dict[Half, str] = {"tuning": "half for tuning", "kept": "half kept apart"}


def write(file: Path, half: Half, tables: Sequence[Table], about: dict[str, Any], pages: int) -> None:
    """Write the page, with new tables for one half.

    Raises:
        SystemExit: the file is there and has no section by hand, so that something else would be lost.
    """
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    sections = []
    for name, title in _HALF.items():
        begin, end = f"<!-- {title} -->", f"<!-- end of the {title} -->"
        if name == half:
            text = "\n\n".join(table.markdown().replace("## ", f"## {title.capitalize()}: ", 1) for table in tables)
            text = f"The {title}: {pages:,} pages. Measured with {report.describe(about)}.\n\n{text}"
        else:
            old = re.search(f"{begin}\n\n(.*?)\n\n{end}", before, re.DOTALL)
            text = old[1] if old else f"The {title} has not been measured."
        sections.append(f"{begin}\n\n{text}\n\n{end}")
    page = _PAGE.substitute(by_hand=f"{BEGIN}\n{by_hand(file)}{END}", halves="\n\n".join(sections))
    file.write_text(page, encoding="utf-8")
