"""The page of the documentation on the quality of parse: figures from the bench, and the part written by hand, which is kept."""

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
_EMPTY = "## Known weaknesses\n\nNot written yet.\n"
_PAGE = Template("""\
# Quality of parse

This page says how well `worker.parse` finds the main text and the metadata of pages, compared with other open
extractors in the same run. The command below writes it, and keeps the part between the two *by hand* marks.

The other stages have pages like this one: [languages](quality-language.md), [topics](quality-topics.md),
[entities](quality-entities.md), [facts](quality-facts.md), [near-duplicates](quality-duplicates.md),
[whole items](quality-items.md).

    $command

$title: $pages pages. Measured with $about.

## What is measured
Each source of the corpus is measured in the way that its truth allows:

- **word F1**, precision, recall (WCXB, fundus, aed): the lower-cased `\\w+` tokens of the text are compared, as bags, with
  those of the true main text, for each page that has a main text; the figure is the mean over the pages. In a script
  without spaces between words (Chinese, Japanese) each run between punctuation marks is one token, which is strict.
- **segment F1**, precision, recall, accuracy (trafilatura): the truth has segments that the text must hold and others that
  it must not. A segment counts as found if it is in the text letter by letter, any white space counting as one space and
  soft hyphens not at all. The
  first kind are true positives where found, else false negatives; the second kind false positives where found, else true
  negatives. All are counted over the whole source, not page by page.
- **kept**: the share of snippets known to be main text that are in the text. **left_out**: the share of snippets
  known not to be main text that are not in it. Snippets are compared by letters and digits.
- **title**: equal letters and digits, case folded. **authors**: F1 of the sets of names, compared in the same way.
  **day**: the first ten characters of the published time. Each is measured on the pages for which the truth has one.
- **page type**: of all pages whose type is known; a page that is given none counts as wrong.
- **flaws**: pages whose text has a soft hyphen, a shortcode, or a dialog that asks for consent. `bench/quality/flaws.py`
  says how they are recognised, in the same way for every extractor.
- **CPU**: of the process that extracts, around each call; a peer's process reports its own. In each round (here $rounds) all
  extractors take each page one after the other, in changing order; the peers are timed on $timing_pages pages from all over the
  corpus. `lxml` is `lxml.html.document_fromstring` and nothing more.

$validation

An extractor that raises an exception on a page, or takes a minute of CPU or more, is scored as if it had found nothing.
`bench/peers/python/libraries.py` and `bench/peers/node/extract.mjs` have the settings of the peers, which
`scripts/setup-peers` installs.

$tables

$by_hand
""")
_CROSS = """\
**Cross-validation by site.** The shipped model is trained on this whole corpus, so its own score on it would say
little. The sites (registrable domains; the same name under several suffixes counts as one) are divided into $folds folds,
balanced by source and page type; a page and its duplicate are in the same fold. Each page is parsed with a model
trained on the other folds, which has never seen its site."""
_NO_CROSS = "**Not cross-validated**: this is the shipped model, on pages that it may have been trained on."


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
    timing_pages: int,
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
        timing_pages=min(timing_pages, pages),
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
