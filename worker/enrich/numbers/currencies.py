"""Currencies: signs, codes and words to ISO 4217 codes."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

# ruff: noqa: SIM905  (a string of words reads better than a list of quoted ones)

# ruff: noqa: E501  (tables of words read better one item a line)

from __future__ import annotations

import re

from worker.enrich.numbers.multipliers import NO_LETTER_AFTER
from worker.enrich.text.prefilter import prefilter

#: Signs before or after a number.
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
#: Words in lower case after a number; "dollar" is the US dollar unless a country is named before it.
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
#: Language to words that mean another currency in it.
LOCAL: dict[str, dict[str, str]] = {
    "nb": {"DKK": "NOK"},
    "nn": {"DKK": "NOK"},
    "no": {"DKK": "NOK"},
    "ur": {"INR": "PKR"},
}

_WORD_GROUPS = "|".join(f"(?P<{code}>{words})" for code, words in _WORDS.items())
WORD = re.compile(rf"[ \u00a0\u202f-]?(?:(?:de|d'|di|of|a) ?)?(?:{_WORD_GROUPS}){NO_LETTER_AFTER}", re.IGNORECASE)
#: characters of the longest word or multiplier
MAX_CHARACTERS = 40
#: A prefilter for `WORD`, which takes a tenth of its time; for the first `MAX_CHARACTERS` characters, case-folded.
WORD_PREFILTER = prefilter(rf"[ \u00a0\u202f-]?(?:(?:de|d'|di|of|a) ?)?(?:{'|'.join(_WORDS.values())})")
_SIGNS = "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))
_CODES = "|".join(sorted(CODES))
#: Directly before a number, and directly after one.
BEFORE = re.compile(rf"(?:(?P<sign>{_SIGNS})|(?<![A-Za-z])(?P<code>{_CODES}))[ \u00a0\u202f]?$")
AFTER = re.compile(rf"[ \u00a0\u202f]?(?:(?P<sign>{_SIGNS})|(?P<code>{_CODES}))(?![^\W\d_])")


def code_of_word(match: re.Match[str], language: str) -> str:
    """Return the code of a matched word in a language."""
    code = match.lastgroup or ""
    return LOCAL.get(language, {}).get(code, code)
