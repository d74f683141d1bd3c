"""Names of people, out of what pages write where authors stand."""

# ruff: noqa: RUF001  # signs of many languages that look like others are what is meant here
from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from worker.parse.common.limits import MAX_AUTHORS
from worker.parse.common.strings import match_key, word_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: What leads in a name, in the languages where bylines have it: "by", "written by", "author:".
_BY: Final = (
    r"(?:written|posted|reviewed|published|reported|edited|story|article|text|words|analysis|opinion|review|started|"
    r"authored|created|updated|submitted|photographs?|medically reviewed|this (?:post|article) was written)\s+"
    r"(?:and\s+\w+\s+)?by|by|von|par|por|de la redacción|door|av|af|autor(?:in|es|a|ka)?|auteur|autore|authors?|"
    r"text[eo]?|tekst|forfatter|författare|skribent|kirjoittaja|teksti|szerző|írta|yazan|yazar|oleh|penulis|"
    r"tác giả|automatic translation|автор(?:ка|ы)?|текст|γράφει(?: ο| η)?|συντάκτης|מאת|بقلم|كتب(?:ت)?|"
    r"الكاتب|نویسنده|लेखक|द्वारा|লিখেছেন|লেখক|โดย|ผู้เขียน|作者|記者|记者|撰文|責任編集|執筆|기자"
)
#: Leads that mean too many other things to make a byline of any text.
_FAINT: Final = r"di|od|от|του|της|文|글"
_LEAD: Final = re.compile(
    rf"^\W*(?:{_BY}|{_FAINT})(?:\s*[:\uff1a=\uff1d/]\s*|\s+(?=\S))(?:by\s+)?|^by(?-i:(?=[A-Z]))", re.IGNORECASE
)
#: A short text that is a byline and says so itself.
_BYLINE: Final = re.compile(rf"^\W*(?:{_BY})(?:\s*[:\uff1a]\s*|\s+)(?=\S)", re.IGNORECASE)
#: Leads that are no noun, or have a colon; "Text size" is no byline.
_PLAIN: Final = re.compile(
    r"^\W*(?:(?:\w+\s)?by|von|par|por|door|av|af|oleh|di|od|от|мәтін)\s|^[^:\uff1a]{2,20}[:\uff1a]", re.IGNORECASE
)
_BARE: Final = re.compile(rf"\W*(?:{_BY})\W*", re.IGNORECASE)
#: What joins two names that stand in elements of their own.
_JOINT: Final = re.compile(
    r"[,;&|/、，+]|and|und|et|y|e|og|och|en|i|и|та|ve|ja|és|και|și|a|with|mit|avec|con|و", re.IGNORECASE
)
_JOINED: Final = re.compile(
    r"(?:[,;&、，]|\s(?:and|und|et|y|e|og|och|en|i|и|ve|ja|és|και|și|with|mit|avec|con))$", re.IGNORECASE
)
_SPLIT: Final = re.compile(
    r"\s*(?:[;|/•·\n\t]|\s&\s|\s(?:and|und|et|y|e|og|och|en|i|и|та|ve|ja|és|και|şi|și|a|with|mit|avec|con|و)\s|、|，|,)\s*",
    re.IGNORECASE,
)
#: Behind a name, where words are not parted: the post that Japanese, Chinese and Korean bylines end with.
_POST_BEHIND: Final = re.compile(r"\s*(?:記者|记者|特派員|編集委員|論説委員|기자|특파원|논설위원)$")
#: What follows a name: a date, a bracket, a dash with a post.
_TAIL: Final = re.compile(
    r"\s*(?:\(.*|\[.*|\s[-–—]\s.*|\bon\s+\w+\s+\d.*|\b\d{1,2}[./:].*|\b\d{4}\b.*|@.*|\bvia\b.*)$", re.IGNORECASE
)
#: A nickname or the like within a name.
_INSERTED: Final = re.compile(r"(?<=\w)\s*[(\[“\"][^)\]”\"]{1,30}[)\]”\"]\s*(?=\w)")
#: Words that no name holds: posts, departments, and what stands in for a name.
_POSTS: Final = word_set(
    "editor editors editorial reporter reporters correspondent writer writers journalist staff contributor",
    "contributors columnist producer photographer team desk newsroom newsdesk redaktion redaktør redaktionen redaccion",
    "redacción rédaction redazione redacao redação redactie redakcja redakce toimitus szerkesztőség admin",
    "administrator webmaster guest moderator member anonymous unknown undefined null none author authors user chief",
    "senior deputy director manager ceo cto cfo founder cofounder co-founder president professor consultant attorney",
    "coordinator specialist strategist analyst head marketing expert reviewer engineer",
    "agency agencies press news newspaper magazine media tv radio online digital blog website company inc ltd llc",
    "gmbh corp university institute department ministry office service services group network association store shop",
    "bank insurance solutions studio labs construction",
    "foundation society council committee reuters afp dpa apa sda ansa efe tass newswire wire bureau minutes min",
    "read ago updated published posted share follow comments view profile bio more about contact redakteur",
    "redakteurin korrespondent korrespondentin ressort periodista redactor redactora journaliste rédacteur rédactrice",
    "giornalista jornalista repórter journalist gazeteci dziennikarz redaktor novinář újságíró toimittaja",
    "журналист журналистка редактор редакция корреспондент редактора кореспондент редакція صحفي محرر خبرنگار",
    "bluesky facebook twitter instagram linkedin youtube mastodon pinterest whatsapp telegram rss email",
    "insights login log sign subscribe the our your this",
)
_HONORS: Final = re.compile(
    r"^(?:ph\.?\s?d|m\.?d|m\.?s|r\.?d|r\.?n|m\.?b\.?a|b\.?a|m\.?a|jr|sr|ii|iii|esq|dds|rdn|cpa|jd|mph|do|fand|cfa)\.?$",
    re.IGNORECASE,
)
_CAPITALS: Final = re.compile(r"^(?:[A-Z]\.?){2,5}$")
#: Words in lower case that names hold.
_PARTICLES: Final = word_set(
    "van von der den de del della di da do dos das du des la le el al ul bin binti ibn ben bint abu ter ten zu zum zur",
    "af av och y e i und dela degli dello lo san st mc ap ab op 't 's vom te",
)
_NOBODY: Final = re.compile(
    r"(?:admin(?:istrator)?|undefined|null|none|user|unknown|webmaster|guest|via|login|log in)$", re.IGNORECASE
)
_URL: Final = re.compile(r"\s*(?:https?:|www\.|/)\S+\s*$", re.IGNORECASE)
_ADDRESS: Final = re.compile(
    r"https?:|www\.|\.(?:com|org|net|de|co|io|uk|fr|es|it|ru)\b|[@#<>{}=\\!?]|\S+/\S+", re.IGNORECASE
)
_LOCATOR: Final = re.compile(r"https?:|www\.|[@{}<>=!?]|\S+/\S+", re.IGNORECASE)
#: Family name first, as library records have it: one word, a comma, given names.
_REVERSED: Final = re.compile(r"^([^\W\d_][^\s,]*(?:\s[^\W\d_][^\s,]*)?),\s*([^\W\d_][^,]{0,40})$")
_INITIAL: Final = re.compile(r"(?:^|\s)[^\W\d_]\.?(?=\s|$|[^\W\d_]\.)")
#: From here on (Kana, Chinese, Hangul) a name is written without a space.
_UNPARTED: Final = "\u3040"


def person_names(values: Iterable[str], *, site_names: Iterable[str] = (), strict: bool = True) -> list[str]:
    """Return the names of people in `values`, in order and once each.

    With `strict` a name has two words or more, as befits text that may be anything; without it (a field that is made
    for a name) one word will do.
    """
    sites = {match_key(name) for name in site_names if name}
    found: dict[str, str] = {}
    for value in values:
        if _URL.match(value):
            continue
        whole = _LEAD.sub("", " ".join(value.split()), count=1) if "\n" not in value else _LEAD.sub("", value, count=1)
        any_here = False
        for part in _SPLIT.split(_INSERTED.sub(" ", whole[:600])):
            # Behind a name short capitals are a degree ("Anna Holm, CPA").
            if any_here and (_CAPITALS.match(part) or _HONORS.match(part)):
                continue
            name = clean_name(part)
            if not name or (strict and not _is_full(name)):
                if any_here and part.strip():
                    break  # a post; what follows is where it is held ("Anna Holm, Head of Ferries, Example Lines")
                continue
            mark = match_key(name)
            any_here = True
            if not mark or mark in sites or mark in found:
                continue
            found[mark] = name
            if len(found) >= MAX_AUTHORS:
                return list(found.values())
    return list(found.values())


def names_in_byline(parts: Sequence[str], *, site_names: Iterable[str] = (), strict: bool = True) -> list[str]:
    """Return the names in a byline, given as the texts of its elements: the first that is a name, and those joined to it.

    What stands beside a name in an element of its own (a post, a date, a place) is left.
    """
    found: list[str] = []
    joined = True
    for part in parts:
        text = " ".join(part.split())
        if not text:
            continue
        if not found and is_byline_label(text):
            strict = False  # "by", and then a name in an element of its own, which may be a single word
            continue
        if found and _JOINT.fullmatch(text):
            joined = True
            continue
        if not joined:
            break
        named = person_names([text], site_names=site_names, strict=strict)
        found += [name for name in named if name not in found]
        joined = not found or bool(_JOINED.search(text))
    return found


def is_byline_label(text: str) -> bool:
    """Tell whether `text` only leads in a name ("By", "Von")."""
    return _BARE.fullmatch(text) is not None


def names_in_line(line: str, *, site_names: Iterable[str] = (), alone: bool = False) -> list[str]:
    """Return the names in a line of text that is a byline by its first words ("By", "Von", "Автор:").

    With `alone` a single word that is all there is will do ("by anna"), as befits a line near the headline.
    """
    if len(line) > 160:
        return []
    lead = _BYLINE.match(line)
    if not lead:
        return []
    rest = line[lead.end() :]
    return person_names([rest], site_names=site_names, strict=not (alone and rest.isalpha() and _PLAIN.match(line)))


def given_names_first(values: Sequence[str]) -> list[str]:
    """Turn the names of a library record ("Holm, Anna B.") round; a field of those names one person a value."""
    turned = []
    for value in values:
        found = _REVERSED.match(value.strip())
        turned.append(f"{found[2].strip()} {found[1]}" if found else value)
    return turned


def given_names_first_if_initials(value: str) -> str:
    """Turn a name round where initials behind its one comma show that it is reversed ("Holm, A. B.")."""
    found = _REVERSED.match(value.strip())
    return f"{found[2].strip()} {found[1]}" if found and " " not in found[1] and _INITIAL.search(found[2]) else value


def clean_name(text: str) -> str | None:  # noqa: C901, PLR0911  # one reason a line reads best
    """Return `text` as the name of a person without what is around it, None where it can't be one."""
    if _ADDRESS.search(text) or _BARE.fullmatch(text.strip()):
        return None
    name = _TAIL.sub("", _LEAD.sub("", text, count=1)).strip(" \t\n.,:;|-–—\"'“”*")
    if name and name[-1] >= "\u1100":
        name = _POST_BEHIND.sub("", name)
    if not 2 <= len(name) <= 60 or any(character.isdigit() for character in name):
        return None
    words = name.split()
    if ":" in name or "\uff1a" in name:
        return None  # a label and its value
    if len(words) > 6 or _HONORS.match(name):
        return None
    if any(word.lower().strip(".,'") in _POSTS for word in words):
        return None
    if len(words) == 1 and name.islower() and (name.count("-") > 1 or "." in name or "-" in name):
        return None  # a name made for a URL
    if len(words) > 1 and words[0].islower() and words[-1].islower():
        return None  # a phrase in lower case
    if len(words) > 1 and any(word.islower() and word not in _PARTICLES for word in words[1:]):
        return None  # a phrase that begins with a capital
    if name.isupper() and len(name) > 4 and len(words) > 1:
        name = name.title()
    return name


def collective_name(text: str) -> str | None:
    """Return the name of a body or a newsroom ("News Desk"), or of a person as a site is called; None if it is neither."""
    name = _LEAD.sub("", " ".join(text.split()), count=1).strip(" .,:;|-–—")
    letters = sum(sign.isalpha() for sign in name)
    if not 2 <= letters <= len(name) <= 60 or name.count(" ") > 5 or sum(sign.isdigit() for sign in name) > 3:
        return None
    if _NOBODY.match(name) or _LOCATOR.search(name) or _BARE.fullmatch(name) or (name.islower() and "-" in name):
        return None
    return name


def username(text: str) -> str | None:
    """Return the name that a reader writes under in a forum, which may be anything short."""
    name = " ".join(text.split()).strip(",:")
    if (
        2 <= len(name) <= 30
        and name.count(" ") <= 2
        and not _LOCATOR.search(name)
        and not _BARE.fullmatch(name)
        and not _NOBODY.match(name)
        and not name.isdigit()
    ):
        return name
    return None


def _is_full(name: str) -> bool:
    """Tell whether a name has two words, or is in a script that parts none."""
    return " " in name or name[0] >= _UNPARTED
