"""The title: the headline as a reader sees it, without the site's name."""

# ruff: noqa: RUF001  # signs of many languages that look like others are what is meant here
from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from worker.parse.limits import MAX_FIELD_CHARS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wiremill.document import OriginKind

#: What parts a headline from a site's name.
_SEPARATOR: Final = re.compile(r"\s+[-–—|·•»«:/>~\u2223\uff5c]+\s+|\s*[|»\uff5c]\s*|(?<=\S):\s+(?=\S)")
#: Separators that are practically never part of a headline.
_STRONG: Final = re.compile(r"[|»·•\uff5c]")
_ELLIPSIS: Final = ("...", "…")


class Candidate(NamedTuple):
    """A title as one source gives it."""

    origin: OriginKind
    text: str


def key(text: str) -> str:
    """Return the letters and digits of `text` in one case: what makes two titles the same."""
    return "".join(filter(str.isalnum, text.casefold()))


def choose_title(
    candidates: Sequence[Candidate], headings: Sequence[str], names: Iterable[str]
) -> tuple[Candidate, float] | None:
    """Choose among what the sources say (in order of trust) and the h1 `headings`; `names` are the site's names.

    What two sources agree on wins; else a lone h1, which is what readers see; else the most trusted source. Returns the
    choice and a confidence.
    """
    known = {key(name) for name in names if name}
    known.discard("")
    tops = [heading for heading in headings if _plausible(heading, known)]
    given = [Candidate(each.origin, without_site(each.text, known)) for each in candidates]
    given = [each for each in given if _plausible(each.text, known)]
    votes = Counter(key(each.text) for each in given)
    raw = [key(each.text) for each in candidates]
    for top in tops[:5]:
        mark = key(top)
        # A title tag often is the headline and more: the h1 says where the headline ends.
        if votes[mark] or (len(mark) > 12 and any(each.startswith(mark) or each.endswith(mark) for each in raw)):
            return Candidate("markup", _cut(top)), 0.95
    if len(tops) == 1 and not _cut_short(tops[0]):
        sure = 0.8 if given else 0.7
        return Candidate("markup", _cut(tops[0])), sure
    agreed = [each for each in given if votes[key(each.text)] > 1]
    for each in [*agreed, *given]:
        if not _cut_short(each.text):
            return Candidate(each.origin, _cut(each.text)), 0.9 if each in agreed else 0.7
    if given:
        return Candidate(given[0].origin, _cut(given[0].text)), 0.6
    if tops:
        return Candidate("markup", _cut(tops[0])), 0.6
    return None


def without_site(title: str, known: set[str]) -> str:
    """Return `title` without the parts at its ends that are names of the site."""
    parts: list[tuple[int, int]] = []
    at = 0
    borders = list(_SEPARATOR.finditer(title))[:12]
    for border in borders:
        parts.append((at, border.start()))
        at = border.end()
    parts.append((at, len(title)))
    first, last = 0, len(parts) - 1
    while last > first and _is_site(title[slice(*parts[last])], known):
        last -= 1
    while first < last and _is_site(title[slice(*parts[first])], known):
        first += 1
    if first == 0 and last == len(parts) - 1 > 0 and _STRONG.search(borders[-1][0]):
        tail, rest = title[slice(*parts[last])], title[: parts[last - 1][1]]
        if tail.count(" ") < 3 and rest.count(" ") >= 3:
            last -= 1
    return title[parts[first][0] : parts[last][1]].strip()


def _is_site(part: str, known: set[str]) -> bool:
    mark = key(part)
    if not mark:
        return True
    if mark in known:
        return True
    # "Example News" for the site example.com, "The Example" for Example; but not a headline that mentions it.
    return part.count(" ") <= 4 and any(
        len(name) >= 4 and (name in mark or (len(mark) >= 4 and mark in name)) for name in known
    )


def _plausible(text: str, known: set[str]) -> bool:
    mark = key(text)
    return len(mark) > 1 and mark not in known and len(text) <= MAX_FIELD_CHARS


def _cut_short(text: str) -> bool:
    return text.endswith(_ELLIPSIS)


def _cut(text: str) -> str:
    return text[:MAX_FIELD_CHARS].strip()
