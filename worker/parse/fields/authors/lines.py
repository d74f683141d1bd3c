"""The authors in the short lines near the headline."""

# ruff: noqa: RUF001  # dashes are intended
from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from worker.parse.common.strings import match_key
from worker.parse.fields.authors.byline_labels import is_byline_label, is_certain_byline, unlabelled
from worker.parse.fields.authors.names import is_body, names_in_line, person_names
from worker.parse.fields.dates.times import find_times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: What separates the parts of a line: a bar, a dash, a slash between spaces, or the space before a label with a colon.
_SEPARATORS: Final = re.compile(r"[\n|·•∙»]|\s[–—/-]\s|\s(?=[^\s:\uff1a]{1,12}[:\uff1a])")
#: What is left of a date or of its label beside a name: "on", "am Dienstag", "at 14:20".
_LEFT_OF_DATE: Final = re.compile(
    r"\s(?:on|am|le|el|em|il|op|den|at|um|på|for|in)(?:\s[^\W\d]{2,12})?[\s,.:]{0,3}$|\s[(,:-]{1,3}$", re.IGNORECASE
)
#: The labels of a date, the time of reading and the like, beside which a name may stand without a label.
_NO_NAME_PART: Final = re.compile(
    r"^\W*(?:\d+ ?(?:min|minutes?|minuten)\b.{0,12}|(?:last )?(?:updated|published|posted|aktualisiert|veröffentlicht|stand)"
    r"(?: on| am)?|\d{1,2}[:.h]\d\d.{0,8}|(?:on|am|le|el|at|um|uhr)?)\W*$",
    re.IGNORECASE,
)
#: An ambiguous label, which counts where nothing but a name of two words or more follows.
_AMBIGUOUS: Final = re.compile(r"^(?:di|od|от)\s(?=[^\W\d_])", re.IGNORECASE)
#: words of the name of a body in a byline.
_MAX_BODY_WORDS: Final = 5
#: words of a name without a label.
_NAME_WORDS: Final = (2, 3)


def names_near_headline(lines: Sequence[str], texts: Sequence[str], site_names: Sequence[str]) -> list[str]:
    """Return the names in the first of `lines` that is a byline: by its label, that of the line before, or by a date.

    `texts` are all texts of the page: a name without a label that is a text of its own is that of a section.
    """
    labelled = labelled_names(lines, site_names)
    if labelled:
        return labelled
    for line in lines:
        found = _beside_date(line, site_names) or _before_site_name(line, site_names)
        if found and found[0] not in texts:
            return found
    return []


def labelled_names(lines: Sequence[str], site_names: Sequence[str], *, near: bool = True) -> list[str]:
    """Return the names in the first of `lines` with a label; `near` the headline, a single word may be a name."""
    for index, line in enumerate(lines):
        dates = _dates_in(line)
        found = [] if dates else names_in_line(line, site_names=site_names, alone=near)
        if not found and near and index and is_byline_label(lines[index - 1]):
            found = _without_label(line, site_names)
        found = found or _labelled_in_parts(line, dates, site_names, alone=near)
        if found:
            return found
    return []


def far_bylines(lines: Sequence[str], site_names: Sequence[str]) -> list[list[str]]:
    """Return the names in each of `lines` that begins with a label which is no noun, or has a colon ("Text: Anna Holm")."""
    found = (labelled_names([line], site_names, near=False) for line in lines if is_certain_byline(line))
    return [names for names in found if names]


def labelled_bodies(lines: Sequence[str]) -> list[str]:
    """Return the bodies and newsrooms in those of `lines` that are bylines ("By the Example editors")."""
    found = []
    for line in lines:
        for part in _parts(line, _dates_in(line)):
            rest = unlabelled(part)
            if rest != part and rest[:1].isupper() and len(rest.split()) <= _MAX_BODY_WORDS and is_body(rest):
                found.append(rest)
    return found


def _dates_in(line: str) -> list[tuple[int, int]]:
    """Return where the dates in a line are: their first characters and their ends."""
    return [(start, end) for _, start, end in find_times(line)]


def _parts(line: str, dates: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Yield the parts of a line between separators and `dates`, given by their first characters and their ends."""
    reached = 0
    pieces = []
    for start, end in dates:
        pieces.append(line[reached:start])
        reached = end
    for piece in (*pieces, line[reached:]):
        for part in _SEPARATORS.split(piece):
            kept = _LEFT_OF_DATE.sub("", f"{part} ".rstrip()).strip(" ,.-")
            if kept:
                yield kept


def _labelled_in_parts(
    line: str, dates: Sequence[tuple[int, int]], site_names: Sequence[str], *, alone: bool
) -> list[str]:
    for part in _parts(line, dates):
        found = names_in_line(part, site_names=site_names, alone=alone)
        if not found and alone and _AMBIGUOUS.match(part):
            found = _without_label(_AMBIGUOUS.sub("", part), site_names)
        if found:
            return found
    return []


def _without_label(part: str, site_names: Sequence[str]) -> list[str]:
    """Return the name that `part` consists of, with two words or three in capitals."""
    names = person_names([part], site_names=site_names)
    if not names or match_key("".join(names)) != match_key(re.sub(r"\b(?:and|und|et|y|e)\b", "", part)):
        return []
    least, most = _NAME_WORDS
    return names if all(least <= len(name.split()) <= most and name[0].isupper() for name in names) else []


def _beside_date(line: str, site_names: Sequence[str]) -> list[str]:
    """Return the name that stands beside a date with nothing else ("5 March 2024 | Anna Holm")."""
    dates = _dates_in(line)
    if not dates:
        return []
    parts = [part for part in _parts(line, dates) if not _NO_NAME_PART.match(part)]
    return _without_label(parts[0], site_names) if len(parts) == 1 else []


def _before_site_name(line: str, site_names: Sequence[str]) -> list[str]:
    """Return the name that is followed by that of the site ("Anna Holm, Example News")."""
    name, comma, site = line.partition(", ")
    sites = {match_key(each) for each in site_names}
    return _without_label(name, site_names) if comma and match_key(site) in sites else []
