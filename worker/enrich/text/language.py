"""Which language's rules to read a document with: names of months and countries, words like "yesterday", prepositions.

Enrich runs beside classify and so can't ask it. A handful of function words and the script are enough to choose
between the rules; a wrong choice costs recall only.
"""

# ruff: noqa: SIM905  (a string of words reads better than a list of quoted ones)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.document import Document

#: words at the start of a text that are looked at
LOOKED_AT = 300
#: What a page's own declaration counts for, in function words found.
DECLARED = 2

#: The commonest words of each language in Latin script that few of the others have.
FUNCTION_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset("the and of to in is that for was with as on by from it has".split()),
    "de": frozenset("der die und das ist nicht mit von den für auf ein eine im dem zu sich auch wurde".split()),
    "fr": frozenset("le les et des est une dans du pour que qui au sur pas par avec sont ce la".split()),
    "es": frozenset("el los y las una que del por para con se su al lo como más fue la en".split()),
    "it": frozenset("il di e che della per una è del non sono con nel alla gli dei più ha le".split()),
    "pt": frozenset("o os e da do que uma para não com em dos das no na por foi ao mais".split()),
    "nl": frozenset("de het een en van is dat niet met voor op zijn aan ook door naar bij werd".split()),
    "pl": frozenset("i w na się z do nie że jest o jak przez po od oraz został dla roku są".split()),
    "tr": frozenset("ve bir bu için ile olarak da de daha olan çok sonra kadar gibi değil oldu en".split()),
    "sv": frozenset("och att det som en är på för med av inte har till den ett om från i han".split()),
    "da": frozenset("og at det som en er på for med af ikke har til den et om fra i blev".split()),
    "nb": frozenset("og at det som en er på for med av ikke har til den et om fra i ble".split()),
    "fi": frozenset("ja on ei se että oli hän mutta myös kun joka ovat sen mukaan".split()),
    "cs": frozenset("a v se na je že s z do o jako podle pro po i jsou by byl".split()),
    "sk": frozenset("a v sa na je že s z do o ako podľa pre po aj sú by bol".split()),
    "hu": frozenset("a az és hogy nem is egy volt meg de azt csak szerint".split()),
    "ro": frozenset("și în de la a că cu pe nu din este pentru mai au fost care".split()),
    "hr": frozenset("i u je se na da su za od s koji a ne što kako".split()),
    "id": frozenset("yang dan di dari untuk dengan pada ini itu dalam tidak akan oleh".split()),
    "vi": frozenset("và của là có không được trong cho với các những đã một".split()),
}
_CYRILLIC = frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg"})
_ARABIC = frozenset({"ar", "fa", "ur", "ps", "ckb", "sd", "ug"})


def tongue(document: Document, words: Sequence[str], script: str) -> str:  # noqa: PLR0911  (one a script)
    """Return the primary language subtag whose rules fit a document best, "en" where nothing says otherwise."""
    declared = re.split("[-_]", (document.declared_language or "").strip().lower())[0]
    declared = {"no": "nb", "iw": "he", "in": "id"}.get(declared, declared)
    sample = words[:LOOKED_AT]
    letters = "".join(sample[:150])
    if script == "cyrillic":
        return declared if declared in _CYRILLIC else "uk" if any(map(letters.__contains__, "іїєґІЇЄ")) else "ru"
    if script == "arabic":
        return declared if declared in _ARABIC else "fa" if any(map(letters.__contains__, "پچژگ")) else "ar"
    if script == "han":
        return "ja" if any("\u3041" <= letter <= "\u30fa" for letter in letters) else "zh"
    if script == "hangul":
        return "ko"
    if script == "hebrew":
        return declared if declared in {"he", "yi"} else "he"
    if script == "other":
        return declared or "en"
    found = set(sample)
    best, most = "", 1
    for language, function_words in FUNCTION_WORDS.items():
        count = len(found & function_words) + (DECLARED if language == declared else 0)
        if count > most:
            best, most = language, count
    return best or declared or "en"


def script_of(words: Sequence[str]) -> str:
    """Name the script that most letters are in, by a sample: latin, cyrillic, arabic, hebrew, han, hangul or other."""
    letters = "".join(words[:150])
    if letters.isascii():
        return "latin"
    counts = dict.fromkeys(("latin", "cyrillic", "arabic", "hebrew", "han", "hangul", "other"), 0)
    for letter in letters[:: max(1, len(letters) // 120)]:
        if letter < "\u0250" or "\u1e00" <= letter < "\u1f00":
            counts["latin"] += letter.isalpha()
        elif "\u0400" <= letter < "\u0530":
            counts["cyrillic"] += 1
        elif "\u0590" <= letter < "\u0600":
            counts["hebrew"] += 1
        elif "\u0600" <= letter < "\u0780":
            counts["arabic"] += 1
        elif "\u3040" <= letter < "\u3100" or "\u3400" <= letter < "\ua000":
            counts["han"] += 1
        elif "\uac00" <= letter < "\ud7b0":
            counts["hangul"] += 1
        else:
            counts["other"] += 1
    return max(counts, key=lambda name: counts[name])
