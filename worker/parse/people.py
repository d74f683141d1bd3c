"""Names of people, out of what pages write where authors stand."""

# ruff: noqa: RUF001  # signs of many languages that look like others are what is meant here
from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from worker.parse.limits import MAX_AUTHORS
from worker.parse.titles import key
from worker.parse.words import word_set

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Words that lead in a name, in the languages where bylines have them.
_LEAD: Final = re.compile(
    r"^\s*(?:(?:written|posted|reviewed|published|reported|edited|story|article|text|words|analysis|opinion|review|"
    r"authored|created|updated|photographs?|medically reviewed)\s+(?:and\s+\w+\s+)?by|by|von|par|por|de la redacción|"
    r"di|door|av|af|autor(?:in|es|a)?|auteur|autore|authors?|text|automatic translation|автор|текст|от|作者|記者|记者|文)"
    r"(?:\s*[:\uff1a]\s*|\s+(?=\S))(?:by\s+)?|^by(?-i:(?=[A-Z]))",
    re.IGNORECASE,
)
_SPLIT: Final = re.compile(
    r"\s*(?:[;|/•·\n\t]|\s&\s|\s(?:and|und|et|y|e|og|och|en|i|и|with|mit|avec|con)\s|、|，|,)\s*", re.IGNORECASE
)
#: What follows a name: a date, a bracket, a dash with a post.
_TAIL: Final = re.compile(
    r"\s*(?:\(.*|\[.*|\s[-–—]\s.*|\bon\s+\w+\s+\d.*|\b\d{1,2}[./:].*|\b\d{4}\b.*|@.*|\bvia\b.*)$", re.IGNORECASE
)
#: Words that no name holds: posts, departments, and what stands in for a name.
_POSTS: Final = word_set(
    "editor editors editorial reporter reporters correspondent writer writers journalist staff contributor",
    "contributors columnist producer photographer team desk newsroom redaktion redaktør redaktionen redaccion",
    "redacción rédaction redazione redacao redação redactie redakcja redakce admin administrator webmaster guest",
    "anonymous unknown author authors user chief senior deputy director manager ceo founder president professor",
    "agency agencies press news newspaper magazine media tv radio online digital blog website company inc ltd llc",
    "gmbh corp university institute department ministry office service services group network association",
    "foundation society council committee reuters afp dpa apa sda ansa efe tass newswire wire bureau minutes min",
    "read ago updated published posted share follow comments view profile bio more about contact redakteur",
    "redakteurin korrespondent korrespondentin ressort журналист редактор редакция корреспондент the our your",
    "this",
)
_HONORS: Final = re.compile(
    r"^(?:ph\.?\s?d|m\.?d|m\.?s|r\.?d|r\.?n|m\.?b\.?a|b\.?a|m\.?a|jr|sr|ii|iii|esq|dds|rdn|cpa|jd|mph|do|fand|cfa)\.?$",
    re.IGNORECASE,
)
_URL: Final = re.compile(r"\s*(?:https?:|www\.|/)\S+\s*$", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"https?:|www\.|\.(?:com|org|net|de|co)\b|[@#<>{}=_\\]|\S+/\S+", re.IGNORECASE)


def people(values: Iterable[str], *, site_names: Iterable[str] = (), strict: bool = True) -> list[str]:
    """Return the names of people in `values`, in order and once each.

    With `strict` a name has two words or more, as befits text that may be anything; without it (a field that is made
    for a name) one word will do.
    """
    sites = {key(name) for name in site_names if name}
    found: dict[str, str] = {}
    for value in values:
        if _URL.match(value):
            continue
        whole = _LEAD.sub("", " ".join(value.split()), count=1) if "\n" not in value else _LEAD.sub("", value, count=1)
        for part in _SPLIT.split(whole[:600]):
            name = clean_name(part)
            if not name:
                continue
            mark = key(name)
            words = name.split()
            if not mark or mark in sites or mark in found or (strict and len(words) < 2 and name.isascii()):
                continue
            found[mark] = name
            if len(found) >= MAX_AUTHORS:
                return list(found.values())
    return list(found.values())


def clean_name(text: str) -> str | None:  # noqa: PLR0911  # one reason a line reads best
    """Return `text` as the name of a person without what is around it, None where it can't be one."""
    if _ADDRESS.search(text):
        return None
    name = _TAIL.sub("", _LEAD.sub("", text, count=1)).strip(" \t\n.,:;|-–—\"'“”*")
    if not 2 <= len(name) <= 60 or any(character.isdigit() for character in name):
        return None
    words = name.split()
    if len(words) > 6 or _HONORS.match(name):
        return None
    if any(word.lower().strip(".,'") in _POSTS for word in words):
        return None
    if len(words) == 1 and name.count("-") > 1 and name.islower():
        return None  # a name made for a URL
    if len(words) > 1 and words[0].islower() and words[-1].islower():
        return None  # a phrase in lower case
    if name.isupper() and len(name) > 4 and len(words) > 1:
        name = name.title()
    return name
