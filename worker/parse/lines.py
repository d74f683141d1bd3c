"""What each line of a plain-text page is: prose, a fragment, a date, a separator, or noise."""

# ruff: noqa: E501, RUF001  # lists of words; signs of many languages that look like others are what is meant here
from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final, NamedTuple

from worker.parse.dates import Moment, find_times


class Shape(Enum):
    """What a line looks like."""

    #: A sentence or more.
    PROSE = auto()
    #: A few words without the end of a sentence: a heading, a label, a headline.
    FRAGMENT = auto()
    #: A line of a list, with its bullet or number.
    ITEM = auto()
    #: A date with little else.
    DATE = auto()
    #: Signs only: a lone bullet, a rule.
    SEPARATOR = auto()
    #: What sites print around text: sharing, newsletters, credits, counts of comments.
    NOISE = auto()


class Line(NamedTuple):
    """A line, what it looks like, the words in it, and the first time that it names if it is short."""

    text: str
    shape: Shape
    words: int
    moment: Moment | None = None


_ENDS: Final = re.compile(r"[.!?…。！？؟।։:;][\"'”’»)\]」』*]*(?:\s*\[\d+\])*$")
_SENTENCE_END: Final = re.compile(r"[.!?…。！？؟।։][\"'”’»)\]」』*]*(?:\s*\[\d+\])*$")
_ITEM: Final = re.compile(r"^(?:[-*•·‣▪●○–—]|\d{1,2}[.)])\s+(?=\S)")
_TIME: Final = re.compile(r"^\W*(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:\s*[ap]\.?m\.?)?(?:\s*[A-Z]{2,4})?\W*$", re.IGNORECASE)
_AGO: Final = re.compile(
    r"^\W*\d{1,3}\s*(?:s|m|h|d|sec\w*|min\w*|hours?|hrs?|days?|weeks?|months?|years?)\.?\s*(?:ago)?\W*$", re.IGNORECASE
)
_CRUMBS: Final = re.compile(
    r"\S\s*[>›»→/|\\]\s*\S.*\s[>›»→/|\\]\s|^(?:home|start(?:seite)?|accueil|inicio)\b\s*[>›»→/|]", re.IGNORECASE
)
_CRUMB: Final = re.compile(r"\w\s*[>›»→]\s*\w")
_COUNT: Final = re.compile(r"^\W*\d[\d.,]*\s*[kKmM]?\s*[^\W\d]{3,12}(?:\s+[^\W\d]{2,10})?\W*$")
_COUNTED: Final = re.compile(
    r"comment|kommentar|comentari|commentaire|commenti|reacties|комментар|share|view|like|vote|repl|read|minute|min\b",
    re.IGNORECASE,
)
#: Starts of short lines that are no part of a text. Words help here; the shape of the lines around decides elsewhere.
_LABELS: Final = re.compile(
    r"""^\W*(?:share|tweet|print|e-?mail|save|bookmark|copy\ link|follow\ |listen|advert|sponsored|promoted|related|recommended|
    more\ (?:from|on|in|stories|news|about)|most\ (?:read|popular|viewed)|trending|popular|latest\ |top\ stories|also\ |see\ also|
    read\ |next\ |previous\ |you\ (?:may|might)\ also|leave\ a|post\ a|write\ a|add\ (?:a\ )?comment|comments?\b|reviews?\b|reply|
    log\ ?in|sign\ |subscribe|newsletter|join\ |get\ the|download|menu|search|skip\ to|back\ to|close|cookie|privacy|terms|
    contact|about\ us|copyright|©|\(c\)|all\ rights|tags?\s*:|topics?\s*:|categor|filed\ under|source\s*:|via\s*:|
    (?:photo(?:graph)?s?|images?|pictures?|credits?|video|graphic|illustration|foto|bild(?:er)?|imagen|crédit\w*|fuente|quelle|фото)\b
    \s*(?:credits?|by|via|courtesy)?\s*[:/|©(]|getty\ images|
    lesen\ sie|mehr\ (?:zum|aus|von)|teilen|weiterlesen|abonnier|anzeige|werbung|kommentare|das\ könnte|lire\ |à\ lire|partager|
    publicité|s'abonner|commentaires|lea\ |leer\ |lee\ |compart|publicidad|suscr|comentarios|te\ puede|leggi|condividi|
    iscriviti|pubblicità|leia\ |assine|lees\ |deel|reclame|reacties|читайте|поделиться|реклама|комментарии|подпис|czytaj|
    udostępnij|reklama|komentarze|läs\ |dela|les\ også|annonse|læs\ )""",
    re.IGNORECASE | re.VERBOSE,
)
#: Starts of whole sentences that only sites write.
_APPEALS: Final = re.compile(
    r"""^\W*(?:sign\ up\ (?:for|to|now|here|today)|subscribe\ (?:to|now|here|today|for)|follow\ (?:us|me)\b|share\ this|share\ (?:on|via)|
    click\ here|tap\ here|read\ (?:more|next|also|the\ full)|join\ our|get\ (?:our|the\ latest|the\ best|the\ day's)|download\ (?:our|the\ app)|like\ us|
    support\ (?:us|our)|already\ a\ (?:member|subscriber)|this\ (?:site|website)\ uses|we\ use\ cookies|by\ (?:signing|subscribing|clicking)|
    leave\ a\ (?:review|comment|reply)|your\ email\ address|copyright|©|all\ rights\ reserved|enter\ your\ email|thanks\ for\ (?:reading|signing)|
    lesen\ sie\ (?:auch|mehr)|abonnieren\ sie|melden\ sie\ sich|lire\ aussi|à\ lire|abonnez|inscrivez|lea\ también|suscr[ií]b|leggi\ anche|
    iscriviti|leia\ (?:também|mais)|assine|lees\ ook|читайте\ также|подпи(?:шитесь|сывайтесь)|czytaj\ (?:też|także|więcej))""",
    re.IGNORECASE | re.VERBOSE,
)


def read_line(text: str, *, month_first: bool = False) -> Line:  # noqa: PLR0911  # one shape a line reads best
    """Tell what the line `text` (one line, tidy, not empty) is."""
    words = count_words(text)
    if not any(map(str.isalnum, text)):
        return Line(text, Shape.SEPARATOR, 0)
    moment = None
    if words <= 25 and any(map(str.isdigit, text)):
        first = next(iter(find_times(text, month_first=month_first)), None)
        if first:
            moment, start, end = first
            around = count_words(text[:start]) + count_words(text[end:])
            if around <= 4:
                return Line(text, Shape.DATE, words, moment)
        if _TIME.match(text) or _AGO.match(text):
            return Line(text, Shape.DATE, words)
    bare = _ITEM.sub("", text)
    if words <= 30 and _APPEALS.match(bare):
        return Line(text, Shape.NOISE, words, moment)
    ended = bool(_SENTENCE_END.search(text))
    if (words >= 5 and ended) or words >= 25 or (words >= 8 and _ENDS.search(text)):
        return Line(text, Shape.PROSE if bare is text or words >= 12 else Shape.ITEM, words, moment)
    if words <= 14 and (
        _LABELS.match(bare)
        or _CRUMBS.search(text)
        or (words <= 6 and _CRUMB.search(text))
        or (_COUNT.match(text) and _COUNTED.search(text))
    ):
        return Line(text, Shape.NOISE, words, moment)
    if bare != text:
        return Line(text, Shape.ITEM, words, moment)
    return Line(text, Shape.FRAGMENT, words, moment)


def count_words(text: str) -> int:
    """Count words; in scripts that do not part them, two characters make one."""
    words = len(text.split())
    return len(text) // 2 if len(text) > 24 * max(words, 1) else words


def unwrap(text: str) -> list[str]:
    """Return the lines of `text`, tidy and without empty ones; lines broken at a fixed width are joined again."""
    paragraphs = [[" ".join(line.split()) for line in block.split("\n")] for block in re.split(r"\n[ \t]*\n", text)]
    paragraphs = [[line for line in block if line] for block in paragraphs]
    inner = [line for block in paragraphs for line in block[:-1]]
    filled = [line for line in inner if 45 <= len(line) <= 100 and not _ITEM.match(line)]
    open_ended = [line for line in filled if not _ENDS.search(line)]
    if len(inner) >= 3 and len(filled) * 10 >= len(inner) * 7 and len(open_ended) * 10 >= len(filled) * 7:
        return [joined for block in paragraphs for joined in _joined(block)]
    return [line for block in paragraphs for line in block]


def _joined(block: list[str]) -> list[str]:
    lines: list[str] = []
    for line in block:
        if lines and not _ITEM.match(line) and len(lines[-1].rpartition("\n")[2]) >= 1 and _continues(block, line):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    return lines


def _continues(block: list[str], line: str) -> bool:
    """A line goes on from the one before it where that one was filled."""
    before = block[block.index(line) - 1]
    return len(before) >= 40
