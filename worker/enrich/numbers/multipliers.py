"""Words that multiply the number before them: "thousand", "Mio.", "lakh", "億"."""


# ruff: noqa: E501  (tables of words read better one item a line)

from __future__ import annotations

import re

from worker.enrich.text.prefilter import prefilter

#: Words in lower case, by their value.
MULTIPLIERS: dict[float, str] = {
    1e2: r"सौ|百",
    1e3: r"thousand|tausend|mille|mila|mil|duizend|tusen|tusind|tuhat\w*|tys\.?|tisíc\w*|ezer|bin|ribu|nghìn|ngàn|тыс\.?|тысяч\w*|тисяч\w*|"
    r"хиляди|хиљада|χιλιάδες|ألف|آلاف|هزار|אלף|हज़ार|हजार|হাজার|千|천|พัน|k",
    1e4: r"万|萬|만|หมื่น",
    1e5: r"lakhs?|लाख|লাখ|แสน",
    1e6: r"millions?|million\w*|mio\.?|millones|millón|milion\w*|milhões|milhão|miljoen|miljon\w*|mln\.?|milj\.?|millió|milyon|juta|triệu|млн\.?|"
    r"миллион\w*|мільйон\w*|милион\w*|εκατομμύρι\w*|εκατ\.?|مليون\w*|ملايين|میلیون|מיליון|मिलियन|百万|百萬|백만|ล้าน|mn|m",
    1e7: r"crores?|करोड़|কোটি|千万|천만",
    1e8: r"億|亿|억",
    1e9: r"billions?|mrd\.?|milliard\w*|miljard\w*|miljardi\w*|mld\.?|miliard\w*|bilhões|bilhão|bi|miliardi|milyar|miliar|tỷ|tỉ|млрд\.?|"
    r"миллиард\w*|мільярд\w*|милиард\w*|милијард\w*|δισεκατομμύρι\w*|δισ\.?|مليار\w*|میلیارد|מיליארד|अरब|十億|十亿|십억|bn|b",
    1e12: r"trillions?|billionen|billones|billón|bilioni|trilhões|трлн\.?|триллион\w*|трильйон\w*|تريليون\w*|兆|万亿|萬億|조|tn",
}
#: Languages in which "billion" is a million millions.
LONG_SCALE = frozenset({"de", "fr", "nl", "da", "nb", "nn"})

#: No letter follows; letters of scripts without spaces may.
NO_LETTER_AFTER = r"(?![^\W\d_\u0e00-\uffff])"
_MULTIPLIER_GROUPS = "|".join(f"(?P<m{index}>{words})" for index, words in enumerate(MULTIPLIERS.values()))
MULTIPLIER = re.compile(rf"[ \u00a0\u202f-]?(?:{_MULTIPLIER_GROUPS}){NO_LETTER_AFTER}", re.IGNORECASE)
#: A prefilter for `MULTIPLIER`, which takes a tenth of its time; for case-folded text.
MULTIPLIER_PREFILTER = prefilter(rf"[ \u00a0\u202f-]?(?:{'|'.join(MULTIPLIERS.values())})")
_FACTORS = tuple(MULTIPLIERS)


def multiplier_value(match: re.Match[str], language: str) -> float:
    """Return the value of a matched multiplier in a language."""
    group = match.lastgroup or "m0"
    value = _FACTORS[int(group[1:])]
    if value == 1e9 and language in LONG_SCALE and match[group].lower() in {"billion", "billions"}:
        return 1e12
    return value
