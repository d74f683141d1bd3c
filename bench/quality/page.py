"""The page of the documentation that tells how well parse does: figures from the bench, words kept from the last time."""

from __future__ import annotations

import re
from string import Template
from typing import TYPE_CHECKING, Any

from bench.lib import report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.lib.tables import Table

BEGIN, END = "<!-- by hand: begin -->", "<!-- by hand: end -->"
_BY_HAND = re.compile(f"{re.escape(BEGIN)}\n(.*?){re.escape(END)}", re.DOTALL)
_EMPTY = "## Where it falls short\n\nNot written yet.\n"
_PAGE = Template("""\
# Quality of parse

How well `worker.parse` tells the main text and the metadata of pages, beside other open extractors in the same run. This
page is written by the command below; what stands between the two *by hand* marks is kept when it is written anew.

The other stages have pages of their own, in the same form: [languages](quality-language.md), [topics](quality-topics.md),
[entities](quality-entities.md), [facts](quality-facts.md), [near-duplicates](quality-duplicates.md).

    $command

$title: $pages pages. Measured with $about.

## What is measured
- **word F1**, precision, recall: the lower-cased `\\w+` tokens of the text against those of the true main text, as bags, of
  each page that has a main text; then the mean of the pages. A script that parts no words (Chinese, Japanese) makes one
  token of each run between punctuation marks, which is strict.
- **kept**, **left_out**: the share of the snippets known to be main text that are in the text, and of those known not to be
  that are not; by letters and digits.
- **title**: equal letters and digits, case folded. **authors**: F1 of the sets of names, compared likewise. **day**: the
  first ten characters of the published time. Each on the pages for which the truth has one.
- **CPU**: `time.process_time` around each call in one process. All extractors take each page one after the other, in
  changing order, and so in each round (here $rounds). `lxml` is `lxml.html.document_fromstring` and nothing more.

$validation

An extractor that raises an exception on a page is scored as if it had found nothing. The peers are set as
`bench/peers/extractors.py` says.

$tables

$by_hand
""")
_CROSS = """\
**Cross-validation by site.** The shipped model is trained on this whole corpus, so its own score on it would say little. The
sites (registrable domains; those of one name under several suffixes count as one) are dealt to $folds folds, balanced by
source and page type; a page and its duplicate share one. Each page is parsed with a model that is trained on
the other folds, so never with one that has seen its site."""
_NO_CROSS = "**Not cross-validated**: the parse as it is shipped, on pages that its model may have been trained on."


def write(
    file: Path,
    tables: Sequence[Table],
    about: dict[str, Any],
    *,
    title: str,
    command: str,
    pages: int,
    folds: int,
    rounds: int,
) -> None:
    """Write the page; `about` is a `report.environment`, `folds` is 0 where there was no cross-validation.

    Raises:
        SystemExit: the file is there and has no section by hand, so that something else would be lost.
    """
    validation = Template(_CROSS).substitute(folds=folds) if folds else _NO_CROSS
    text = _PAGE.substitute(
        command=command,
        title=title,
        pages=f"{pages:,}",
        about=report.describe(about),
        rounds=rounds,
        validation=validation,
        tables="\n\n".join(table.markdown() for table in tables),
        by_hand=f"{BEGIN}\n{by_hand(file)}{END}",
    )
    file.write_text(text, encoding="utf-8")


def by_hand(file: Path) -> str:
    """Return what was written by hand into the page that stands in a file.

    Raises:
        SystemExit: the file is there and is no such page.
    """
    if not file.exists():
        return _EMPTY
    found = _BY_HAND.search(file.read_text(encoding="utf-8"))
    if not found:
        raise SystemExit(f"--write {file}: it has no part between {BEGIN!r} and {END!r} to keep; move it away first")
    return found[1]
