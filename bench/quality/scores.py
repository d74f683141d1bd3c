r"""How near what was extracted comes to the truth.

What is counted:

- **words** (F1, precision, recall): the lower-cased `\w+` tokens of both texts as bags; on pages whose truth has a
  main text. Scripts that part no words make one token of each run between punctuation marks, which is strict.
- **with / without**: the share of the snippets that belong to the main text and are in it, and of those that do not and
  are not; compared by their letters and digits; on pages that have such snippets.
- **title**: 1 where letters and digits are equal, case folded; on pages whose truth has a title.
- **authors**: F1 of the sets of names, compared likewise; on pages whose truth has authors.
- **day**: 1 where the first ten characters of the published time are equal; on pages whose truth has one.

An extractor that raises, or finds nothing, is scored for an empty text and no metadata.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from training.corpus import Row

_WORD = re.compile(r"\w+")


class Output(NamedTuple):
    """What an extractor makes of a page."""

    text: str = ""
    title: str | None = None
    authors: Sequence[str] = ()
    published: str | None = None
    page_type: str | None = None


class Words(NamedTuple):
    """How the words of two texts agree."""

    f1: float
    precision: float
    recall: float


class Score(NamedTuple):
    """The scores of a page; None where the truth does not say."""

    f1: float | None = None
    precision: float | None = None
    recall: float | None = None
    kept: float | None = None
    left_out: float | None = None
    title: float | None = None
    authors: float | None = None
    day: float | None = None


def score(output: Output, row: Row) -> Score:
    """Return the scores of what was extracted from a row's page."""
    words = compare_words(output.text, row["main_text"]) if row.get("main_text") else (None, None, None)
    found = key(output.text) if row.get("with") or row.get("without") else ""
    missing = share(key(snippet) in found for snippet in row.get("without") or ())
    return Score(
        *words,
        kept=share(key(snippet) in found for snippet in row.get("with") or ()),
        left_out=None if missing is None else 1 - missing,
        title=compare_titles(output.title, row["title"]) if row.get("title") else None,
        authors=compare_authors(output.authors, row["authors"]) if row.get("authors") else None,
        day=compare_days(output.published, row["published"]) if row.get("published") else None,
    )


def compare_words(found: str, truth: str) -> Words:
    """Return F1, precision and recall of two texts as bags of words; all 1 where neither has a word."""
    mine, theirs = (Counter(_WORD.findall(text.lower())) for text in (found, truth))
    if not mine and not theirs:
        return Words(1.0, 1.0, 1.0)
    common = (mine & theirs).total()
    return Words(
        f1=2 * common / (mine.total() + theirs.total()),
        precision=common / mine.total() if mine else 0.0,
        recall=common / theirs.total() if theirs else 1.0,
    )


def compare_titles(found: str | None, truth: str) -> float:
    """Return 1 where letters and digits are equal, case folded, else 0."""
    return float(key(found or "") == key(truth))


def compare_authors(found: Iterable[str], truth: Iterable[str]) -> float:
    """Return F1 of two sets of names; 1 where both are empty."""
    mine, theirs = ({key(name) for name in names} - {""} for names in (found, truth))
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine or theirs else 1.0


def compare_days(found: str | None, truth: str) -> float:
    """Return 1 where the first ten characters (the day, as it was written with its offset) are equal, else 0."""
    return float((found or "")[:10] == truth[:10])


def key(text: str) -> str:
    """Return the letters and digits of a text, case folded."""
    return "".join(filter(str.isalnum, text)).casefold()


def share(answers: Iterable[bool]) -> float | None:
    """Return the share of True, None where there is nothing to share."""
    return mean(map(float, answers))


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of the values that are known, None where none is."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
