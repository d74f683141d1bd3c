r"""How near what was extracted comes to the truth.

What is counted:

- **words** (F1, precision, recall): the lower-cased `\w+` tokens of both texts, without soft hyphens, as bags; on pages whose
  truth has a main text. Scripts that part no words make one token of each run between punctuation marks, which is strict.
- **segments**: snippets that belong to the main text and that do not, counted as found and unwanted over all pages of a
  source; a snippet is in the text if it is there letter by letter, any white space counting as one space and soft hyphens not at
  all, as trafilatura's own evaluation does it but for these two.
- **with / without**: the share of the same snippets that are in the main text, and of those that are not; compared by their
  letters and digits; on pages that have such snippets.
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
_SOFT_HYPHEN = "\xad"


class Output(NamedTuple):
    """What an extractor makes of a page."""

    text: str = ""
    title: str | None = None
    authors: Sequence[str] = ()
    published: str | None = None
    #: That of the item, with its confidence, and that of the document; ours alone has them.
    page_type: str | None = None
    confidence: float = 0.0
    document_type: str | None = None


class Words(NamedTuple):
    """How the words of two texts agree."""

    f1: float
    precision: float
    recall: float


class Segments(NamedTuple):
    """How many snippets of the main text are found and missing, and how many others are in the text and left out."""

    found: int = 0
    missing: int = 0
    unwanted: int = 0
    left_out: int = 0

    @property
    def precision(self) -> float | None:
        """The share of what is in the text that belongs there; None if there is nothing in it."""
        return _ratio(self.found, self.found + self.unwanted)

    @property
    def recall(self) -> float | None:
        """The share of what belongs in the text that is there."""
        return _ratio(self.found, self.found + self.missing)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        return _ratio(2 * self.found, 2 * self.found + self.missing + self.unwanted)

    @property
    def accuracy(self) -> float | None:
        """The share of all snippets that are where they belong."""
        return _ratio(self.found + self.left_out, sum(self))


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
    segments: Segments | None = None


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
        segments=compare_segments(output.text, row.get("with") or (), row.get("without") or ()),
    )


def compare_words(found: str, truth: str) -> Words:
    """Return F1, precision and recall of two texts as bags of words; all 1 where neither has a word."""
    mine, theirs = (Counter(words_of(text)) for text in (found, truth))
    if not mine and not theirs:
        return Words(1.0, 1.0, 1.0)
    common = (mine & theirs).total()
    return Words(
        f1=2 * common / (mine.total() + theirs.total()),
        precision=common / mine.total() if mine else 0.0,
        recall=common / theirs.total() if theirs else 1.0,
    )


def words_of(text: str) -> list[str]:
    """Return the words of a text, lower-cased."""
    return _WORD.findall(text.replace(_SOFT_HYPHEN, "").lower())


def compare_segments(text: str, wanted: Sequence[str], others: Sequence[str]) -> Segments | None:
    """Count the snippets that are in a text, and those that are not; None where the truth has none."""
    if not wanted and not others:
        return None
    folded = fold(text)
    found, unwanted = (sum(fold(snippet) in folded for snippet in snippets) for snippets in (wanted, others))
    return Segments(found, len(wanted) - found, unwanted, len(others) - unwanted)


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


def fold(text: str) -> str:
    """Return a text with one space for each run of white space, and without soft hyphens, which no reader sees."""
    return " ".join(text.replace(_SOFT_HYPHEN, "").split())


def share(answers: Iterable[bool]) -> float | None:
    """Return the share of True, None where there is nothing to share."""
    return mean(map(float, answers))


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of the values that are known, None where none is."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
