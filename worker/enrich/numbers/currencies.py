"""Currencies as texts write them: signs, codes and words to ISO 4217, and the words that multiply a number."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

# ruff: noqa: SIM905  (a string of words reads better than a list of quoted ones)

# ruff: noqa: E501  (tables of words read better one item a line)

from __future__ import annotations

import re

from worker.enrich.text.prefilter import prefilter

#: Signs before or after a number; the longest is tried first.
SIGNS: dict[str, str] = {
    "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "NT$": "TWD", "R$": "BRL",
    "MX$": "MXN", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "JPY", "₹": "INR", "Rs.": "INR", "Rs": "INR", "₽": "RUB",
    "₴": "UAH", "₺": "TRY", "₩": "KRW", "₪": "ILS", "₫": "VND", "₦": "NGN", "₱": "PHP", "฿": "THB", "₸": "KZT", "₾": "GEL", "₼": "AZN",
    "֏": "AMD", "₵": "GHS", "₡": "CRC", "₲": "PYG", "৳": "BDT", "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "Rp": "IDR", "RM": "MYR", "KSh": "KES",
}  # fmt: skip
CODES = frozenset(
    "USD EUR GBP JPY CNY RUB UAH INR PKR BDT LKR NPR CHF SEK NOK DKK ISK PLN CZK HUF RON BGN RSD TRY ILS AED SAR QAR KWD BHD OMR EGP IRR IQD "
    "KRW TWD HKD SGD MYR IDR THB VND PHP AUD NZD CAD MXN BRL ARS CLP COP PEN UYU ZAR NGN KES GHS TZS UGX ETB MAD TND DZD KZT UZS AZN GEL AMD BYN MDL".split()
)
#: Words in small letters behind a number, by their beginning; "dollar" is the US one unless a country is named before it.
_WORDS: dict[str, str] = {
    "USD": r"(?:u\.?s\.? |us-|американск\w* )?dollar\w*|dólar\w*|dollari|dolar\w*|доллар\w*|долар\w*|долл\.?|دولار\w*|دلار|דולר\w*|डॉलर|ডলার|δολάρι\w*|美元|米?ドル|달러|đô la|dolár\w*",
    "AUD": r"australian dollars?|澳元|豪ドル",
    "CAD": r"canadian dollars?|加元",
    "HKD": r"hong kong dollars?|港元|港币",
    "EUR": r"euros?|eura|eurů|euro'?\w*|евро|євро|يورو|یورو|אירו|यूरो|ευρώ|欧元|歐元|ユーロ|유로|eurot?a|eur",
    "GBP": r"pounds?|pfund|livres? sterling|libras? esterlinas?|sterline|фунт\w* стерлинг\w*|英镑|ポンド|파운드",
    "JPY": r"yen|jenów|иен\w*|йен\w*|日元|円|엔",
    "CNY": r"yuan|renminbi|юан\w*|元人民币|人民币|元|人民元|위안",
    "RUB": r"r(?:o|u|ou)bles?|rubel|rubli|rublos?|rubli|roebel|рубл\w*|руб\.?|卢布|ルーブル|루블",
    "UAH": r"hryvni\w*|гривен\w*|гривн\w*|гривні|грн\.?",
    "KZT": r"tenge|тенге|теңге",
    "INR": r"rupees?|rupien|rupias?|roupies|रुपये|रुपए|रुपया|रु\.?|卢比",
    "BDT": r"taka|টাকা",
    "CHF": r"franken|swiss francs?|francs suisses|瑞士法郎",
    "SEK": r"kronor",
    "DKK": r"kroner",
    "PLN": r"złot\w+|zł|zloty\w*",
    "CZK": r"korun\w*|kč",
    "HUF": r"forint\w*",
    "RON": r"lei",
    "BGN": r"лева",
    "TRY": r"(?:türk )?lira\w*|tl",
    "ILS": r"shekels?|שקל\w*|ש\"ח",
    "KRW": r"(?:south korean )?won|韩元|ウォン|원",
    "VND": r"đồng|dong",
    "IDR": r"rupiah",
    "THB": r"baht|บาท",
    "BRL": r"reais",
    "MXN": r"pesos mexicanos",
    "ARS": r"pesos argentinos",
    "NGN": r"naira",
    "KES": r"(?:kenyan )?shillings?",
    "ZAR": r"rand",
    "SAR": r"riyals?|ريال\w*",
    "IRR": r"تومان|ریال",
    "AED": r"dirhams?|درهم\w*",
    "EGP": r"جنيه\w*",
}
#: Those of a language that mean another currency there.
LOCAL: dict[str, dict[str, str]] = {
    "nb": {"DKK": "NOK"},
    "nn": {"DKK": "NOK"},
    "no": {"DKK": "NOK"},
    "ur": {"INR": "PKR"},
}

#: Words that multiply, in small letters, by what they multiply with.
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
#: Where "billion" is a million millions ("Billion" in German is written with a capital as every noun).
LONG_SCALE = frozenset({"de", "fr", "nl", "da", "nb", "nn"})

_UNSPACED_END = r"(?![^\W\d_\u0e00-\uffff])"
_MULTIPLIER_GROUPS = "|".join(f"(?P<m{index}>{words})" for index, words in enumerate(MULTIPLIERS.values()))
MULTIPLIER = re.compile(rf"[ \u00a0\u202f-]?(?:{_MULTIPLIER_GROUPS}){_UNSPACED_END}", re.IGNORECASE)
#: What `MULTIPLIER` and `WORD` may match, in a tenth of their time; for `folded` text, of which so many characters are enough.
MAY_MULTIPLY = prefilter(rf"[ \u00a0\u202f-]?(?:{'|'.join(MULTIPLIERS.values())})")
LONGEST = 40
_FACTORS = tuple(MULTIPLIERS)
_WORD_GROUPS = "|".join(f"(?P<{code}>{words})" for code, words in _WORDS.items())
WORD = re.compile(rf"[ \u00a0\u202f-]?(?:(?:de|d'|di|of|a) ?)?(?:{_WORD_GROUPS}){_UNSPACED_END}", re.IGNORECASE)
MAY_BE_WORD = prefilter(rf"[ \u00a0\u202f-]?(?:(?:de|d'|di|of|a) ?)?(?:{'|'.join(_WORDS.values())})")
_SIGNS = "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))
_CODES = "|".join(sorted(CODES))
#: Right before a number, and right behind one.
BEFORE = re.compile(rf"(?:(?P<sign>{_SIGNS})|(?<![A-Za-z])(?P<code>{_CODES}))[ \u00a0\u202f]?$")
BEHIND = re.compile(rf"[ \u00a0\u202f]?(?:(?P<sign>{_SIGNS})|(?P<code>{_CODES}))(?![^\W\d_])")


def factor(match: re.Match[str], language: str) -> float:
    """Return what a matched multiplier multiplies with."""
    group = match.lastgroup or "m0"
    value = _FACTORS[int(group[1:])]
    if value == 1e9 and language in LONG_SCALE and match[group].lower() in {"billion", "billions"}:
        return 1e12
    return value


def code_of_word(match: re.Match[str], language: str) -> str:
    """Return the currency that a matched word means in a language."""
    code = match.lastgroup or ""
    return LOCAL.get(language, {}).get(code, code)
