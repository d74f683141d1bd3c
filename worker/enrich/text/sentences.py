"""Sentences of a text in any script: one pattern for what may end one, and rules for the full stop.

After Kiss and Strunk, "Unsupervised multilingual sentence boundary detection", Computational Linguistics 32 (2006): a
full stop that ends no sentence mostly ends an abbreviation, an initial or an ordinal number. Abbreviations of many
languages are listed here instead of learned.
"""

# ruff: noqa: RUF001  (letters of other scripts are meant)

# ruff: noqa: SIM905  (a string of words reads better than a list of quoted ones)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What may end a sentence: punctuation with closing quotes and brackets, or a newline. (A pattern that begins with a set
#: rather than with alternatives is searched several times as fast.)
_END = re.compile(r"[.!?…。！？｡؟۔।॥։።፧။\n][.!?…。！？]*[\"'”’»›)\]」』）》]*")
#: Punctuation that ends a sentence only before a space.
_SPACED = frozenset(".!?…")
#: characters before a full stop that are searched for the word that it ends
_WORD_REACH = 24
#: Everything up to that word. (A greedy anchored pattern matches at once; a search for the last word would try each offset.)
_UP_TO_WORD = re.compile(r"(?s:.*)[\s(\[\"'“«„/–—-]")
_NEXT = re.compile(r"\s*+[\"'“”„«»‘’(\[¿¡–—-]*+\s*+(\S)")

#: In lower case, without the final full stop: titles, ranks, months, units, which a phrase continues after.
ABBREVIATIONS = frozenset(
    # English
    "mr mrs ms dr prof sr jr st rev hon gov sen rep pres gen col maj capt lt sgt cmdr adm supt det insp vol vs "
    "etc inc ltd corp bros dept approx jan feb apr jun jul aug sep sept oct nov dec mt ft fig cf "
    # German, Dutch, the north
    "bzw ca evtl ggf inkl mio mrd tel usw vgl zzgl hrsg nr abs dipl u.a z.b d.h o.ä s.o u.s.w "
    "dhr mevr mw bijv blz enz d.w.z dvs bl.a t.ex osv f.eks kl resp milj mia pga mln "
    # French, Spanish, Portuguese, Italian, Romanian
    "mm mme mlle me pr p.ex éd sra srta dra lic uds vd ee pág núm exmo exma dott sig sigg avv ecc dl dna "
    # Polish, Czech, Slovak, Croatian, Slovene, Hungarian
    "tzw tj np ks ul płk mjr kpt św tys mld zł godz m.in tzv např mgr doc čl npr itd kb stb vö "
    # Turkish
    "sn doç yrd bkz "
    # Russian, Ukrainian, Bulgarian, Serbian
    "г гг вв ул тыс млн млрд трлн руб коп стр рис см др пр т.е т.д т.п т.к т.н н.э проф акад ген полк гр "
    "обл р-н просп кв корп тел доб м вул ім грн пп д-р хв "
    # Greek
    "κα κος δρ καθ π.χ κ.ά κ.λπ δηλ".split()
)
#: Languages that mark ordinal numbers with a full stop ("3. März").
ORDINAL = frozenset(
    {"de", "da", "nb", "nn", "no", "fi", "et", "lv", "is", "cs", "sk", "sl", "hr", "bs", "sr", "hu", "tr", "eu", "fo"}
)
#: Words that often begin sentences and rarely names: after "U.S." they show that a sentence has ended.
_SENTENCE_OPENERS = re.compile(
    r"\s+[\"“‘'(]?(?:The|A|An|In|On|At|But|And|He|She|It|They|We|I|This|That|These|Those|There|If|As|For|While|When|After|"
    r"However|His|Her|Its|Their|Our|Some|Many|Most|According|Last|Since)\b"
)
#: Scripts that separate sentences by a space alone.
_BY_SPACE = re.compile(r"[\u0e00-\u0eff]")
#: characters; a Thai or Lao sentence ends at the first space after so many
THAI_SENTENCE_CHARACTERS = 120


def sentences(text: str, language: str = "", most: int | None = None) -> list[tuple[int, int]]:
    """Return start and end of each sentence of a text, without surrounding whitespace.

    Args:
        text: the text; the time taken is linear in its length.
        language: primary subtag, which decides about ordinal numbers.
        most: the number of sentences after which to stop.
    """
    found: list[tuple[int, int]] = []
    start = 0
    size = len(text)
    for match in _END.finditer(text):
        end = match.end()
        if text[match.start()] in _SPACED and (
            (end < size and not text[end].isspace())
            or (text[match.start()] in ".…" and not _ends_sentence(text, match, language))
        ):
            continue
        _keep(found, text, start, end)
        start = end
        if len(found) == most:
            break
    else:
        _keep(found, text, start, size)
    if language in {"th", "lo"} or (not found and _BY_SPACE.search(text)):
        return [piece for span in found for piece in _by_space(text, *span)]
    return found


def _keep(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    part = text[start:end]
    stripped = part.strip()
    if stripped:
        begin = start + len(part) - len(part.lstrip())
        found.append((begin, begin + len(stripped)))


def _ends_sentence(text: str, match: re.Match[str], language: str) -> bool:  # noqa: PLR0911  (a ladder of rules)
    """Tell whether a full stop ends its sentence."""
    start, end = match.span()
    if end == len(text):
        return True
    after = _NEXT.match(text, end)
    if after is not None and after[1].islower():
        return False
    if end - start > 1 or text[start] == "…":
        return True
    before = text[max(0, start - _WORD_REACH) : start].removesuffix("\n")
    up_to = _UP_TO_WORD.match(before)
    last = before if up_to is None else before[up_to.end() :]
    if text[end : end + 1] == "\n" or not last:
        return True
    if last.isdecimal():
        return not (len(last) <= 2 and language in ORDINAL)
    if "." in last or (len(last) == 1 and last.isupper()):
        # "U.S.", "J. R. R. Tolkien": ends a sentence only where the next word is not part of the name.
        return last.lower() not in ABBREVIATIONS and _SENTENCE_OPENERS.match(text, end) is not None
    return last.lower() not in ABBREVIATIONS


def _by_space(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > THAI_SENTENCE_CHARACTERS:
        stop = text.find(" ", start + THAI_SENTENCE_CHARACTERS, end)
        if stop < 0:
            break
        yield start, stop
        start = stop + 1
    if start < end:
        yield start, end
