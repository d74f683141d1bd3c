"""The language whose rules apply to a document: its month and country names, words like "yesterday", prepositions.

Enrich runs in parallel with classify and can't use its result. The script and a few function words are enough to
choose the rules; a wrong choice only costs recall.
"""

# ruff: noqa: SIM905  (a string of words reads better than a list of quoted ones)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.contract.document import Document

#: words at the start of a text that are sampled
SAMPLE_WORDS = 300
#: The weight of a page's declared language, in function words.
DECLARED_WEIGHT = 2

#: The most frequent words of each language in Latin script that few of the others share.
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


def choose_language(document: Document, words: Sequence[str], script: str) -> str:  # noqa: PLR0911  (one return for each script)
    """Return the primary subtag of the language whose rules fit a document best, "en" by default."""
    declared = re.split("[-_]", (document.declared_language or "").strip().lower())[0]
    declared = {"no": "nb", "iw": "he", "in": "id"}.get(declared, declared)
    sample = words[:SAMPLE_WORDS]
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
        count = len(found & function_words) + (DECLARED_WEIGHT if language == declared else 0)
        if count > most:
            best, most = language, count
    return best or declared or "en"
