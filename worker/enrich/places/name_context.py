"""The context of a name: what the words around it say about whether it is a place."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

# ruff: noqa: SIM905  (a string of words reads better than a list of quoted ones)

from __future__ import annotations

import re
from typing import NamedTuple

#: Words before a name that mark it as a place, by language, as a regex alternation.
BEFORE_PLACE: dict[str, str] = {
    "en": "in|near|outside|around|across|inside|leaving|reached|visiting|(?:city|town|capital|port|"
    "suburb|outskirts|streets|region|mayor|people) of|capital,|capital|city",
    "de": "in|bei|nahe|aus|nach|Stadt|Hauptstadt|Raum",
    "fr": "à|près de|ville de|capitale,|capitale|région de|vers|depuis",
    "es": "en|cerca de|ciudad de|capital,|hacia|desde",
    "it": "a|ad|in|presso|vicino a|città di|da",
    "pt": "em|cidade de|perto de|capital,|desde",
    "nl": "in|bij|nabij|stad|hoofdstad|naar|uit|te",
    "pl": "w|we|pod|koło|miasta|mieście|do|z|ze",
    "sv": "i|från|nära|till|staden|huvudstaden",
    "da": "i|fra|ved|til|byen|hovedstaden",
    "nb": "i|fra|ved|til|byen|hovedstaden",
    "id": "di|ke|kota|dari",
    "ru": "в|во|из|под|близ|около|город|города|городе|столице|Столице|до|над",
    "uk": "в|у|із|з|зі|під|біля|місто|міста|місті|столиці|до",
    "ar": "في|مدينة|إلى|من|العاصمة",
    "zh": "在|于|於|抵达|访问|飞抵|从|赴",
    "ja": "首都|首都の|訪問先の",
}
#: Words after a name that make it the name of something else: a paper, a team, a street, a treaty.
_NOT_PLACE_AFTER = re.compile(
    r"\s(?:Times|Post|Herald|Tribune|Journal|Mail|News|Press|Daily|Gazette|Review|Globe|Chronicle|"
    r"Telegraph|Observer|United|FC|Rovers|Wanderers|"
    r"Rangers|Athletic|Albion|Hotspur|Lakers|Bulls|Bears|Giants|Yankees|Mets|Jets|Knicks|Nets|Celtics|"
    r"Patriots|Cowboys|Texans|Rockets|Eagles|"
    r"Dodgers|Cubs|Stadium|Marathon|Street|Road|Avenue|Boulevard|Lane|Square|Hilton|Agreement|Accord|"
    r"Treaty|Declaration|Convention|Protocol|"
    r"Conference|Club|Saint-Germain|Stock|Mercantile|Museum|Hotel|Airlines|Gin|Bridge|Tower)\b"
)
_SENTENCE_START = re.compile(r"(?:^|[.!?:\n\"“”«»„—–•]\s*)$")
#: (A greedy anchored pattern matches at once; a search for the last word would try each offset.)
_WORD_BEFORE = re.compile(r"(?:(?s:.*)[^\w'’.-])?([\w'’.-]+)\s$")
_NAME_AFTER = re.compile(r"\s([^\W\d_a-z][\w'’-]+)")
#: Words before a name that are not part of it though they may be capitalised: they begin a sentence.
FUNCTION_WORDS = frozenset(
    "in near from to at of the and but or for with both while since as on by after before when like "
    "between across outside although though if "
    "neighbouring neighboring however today yesterday meanwhile im in aus nach und der die das en à de "
    "dans et la le les el y los em o a no na "
    "il e da di del op van het uit i på från och w z do".split()
)
_DATE_WORDS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november "
    "december".split()
)


class NameContext(NamedTuple):
    """The context of one mention."""

    #: A word before it marks it as a place.
    is_place: bool
    #: It is part of a longer name, such as a person's.
    in_longer_name: bool
    #: It begins its sentence, so that its capital letter means nothing.
    starts_sentence: bool


_compiled: dict[str, re.Pattern[str] | None] = {}


def _before_place(language: str) -> re.Pattern[str] | None:
    if language not in _compiled:
        words = BEFORE_PLACE.get(language)
        space = "" if language in {"zh", "ja"} else r"\s"
        start = "" if language in {"zh", "ja"} else r"(?<!\w)"
        _compiled[language] = re.compile(rf"{start}(?i:{words}){space}$") if words is not None else None
    return _compiled[language]


def context_of(text: str, start: int, end: int, language: str) -> NameContext:
    """Return the context of a mention of a name."""
    pattern = _before_place(language)
    is_place = pattern is not None and pattern.search(text, max(0, start - 20), start) is not None
    if language == "tr" and re.match(r"['’][dt][ae]", text[end : end + 3]) is not None:
        is_place = True
    before = text[max(0, start - 30) : start]
    starts_sentence = _SENTENCE_START.search(before) is not None
    word = _WORD_BEFORE.match(before)
    in_longer_name = (
        word is not None
        and word[1][0].isupper()
        and word[1].lower() not in FUNCTION_WORDS
        and not starts_sentence
        and not word[1].endswith((".", "'s", "’s"))
    )
    if not in_longer_name and _NOT_PLACE_AFTER.match(text, end) is not None:
        in_longer_name, is_place = True, False
    if not in_longer_name and not is_place:
        after = _NAME_AFTER.match(text, end)
        in_longer_name = after is not None and after[1].lower() not in _DATE_WORDS
    return NameContext(is_place, in_longer_name, starts_sentence)
