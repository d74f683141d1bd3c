"""Names of people in the texts that pages put in the author's place."""

# ruff: noqa: RUF001  # look-alike characters of many scripts are intended
from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from worker.parse.common.limits import MAX_AUTHORS
from worker.parse.common.strings import match_key, strip_controls, word_set
from worker.parse.fields.authors.byline_labels import BYLINE, LABEL, LABEL_ONLY, UNAMBIGUOUS, is_byline_label

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

#: Text between two names that are separate elements.
_CONJUNCTION: Final = re.compile(
    r"[,;&|/、，+]|and|und|et|y|e|og|och|en|i|и|та|ve|ja|és|και|și|a|with|mit|avec|con|و", re.IGNORECASE
)
_ENDS_IN_CONJUNCTION: Final = re.compile(
    r"(?:[,;&、，]|\s(?:and|und|et|y|e|og|och|en|i|и|ve|ja|és|και|și|with|mit|avec|con))$", re.IGNORECASE
)
#: (The number of spaces is bounded, because matching long runs of spaces would be quadratic.)
_SPLIT: Final = re.compile(
    r"\s{0,50}(?:[;|/\uff0f•·\n\t]|\s&\s|\s(?:and|und|et|y|e|og|och|en|i|и|та|ve|ja|és|και|şi|și|a|with|mit|avec|con|و|"
    r"im gespräch mit|in conversation with)\s|、|，|,)\s{0,50}",
    re.IGNORECASE,
)
#: The job title after a name at the end of Japanese, Chinese and Korean bylines.
_JOB_SUFFIX: Final = re.compile(r"\s{0,50}(?:記者|记者|特派員|編集委員|論説委員|기자|특파원|논설위원)$")
#: The end of a place that stands behind a name in Chinese bylines ("報導" after "台北").
_REPORTED_FROM: Final = re.compile(r"(?:報導|报道|報道|電|电|摄|攝|專訪|综合)$")
#: Signs that people put beside their names: emoji and their joiners.
_PICTURES: Final = re.compile(r"[\u2190-\u2bff\ufe0e\ufe0f\u200d\U0001f000-\U0001faff]+")
#: "Frankfurt/Germany" is a place.
_PLACES: Final = re.compile(r"[A-ZÀ-Þ][a-zß-ÿ]{3,}/[A-ZÀ-Þ][a-zß-ÿ]{3,}")
_SITE_FIRST: Final = re.compile(r"^([^-–—|:]{2,40}?)\s{1,3}[-–—|:]\s{1,3}(?=\S)")
#: Text that follows a name: a date, a bracket, a dash with a job title.
_TAIL: Final = re.compile(
    r"\s*(?:\(.*|\[.*|\s[-–—]\s.*|\bon\s+\w+\s+\d.*|\b\d{1,2}[./:].*|\b\d{4}\b.*|@.*|\bvia\b.*)$", re.IGNORECASE
)
#: A nickname within a name.
_NICKNAME: Final = re.compile(r"(?<=\w)\s*[(\[“\"][^)\]”\"]{1,30}[)\]”\"]\s*(?=\w)")
#: Words that never occur in a name: job titles, departments, placeholders.
_WORDS_IN_NO_NAME: Final = word_set(
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
    "show all articles article posts copy link menu sponsored spotlight research kopieren kommentar kommentare artikel",
    "artikelübersicht beitrag beiträge übersicht anzeigen teilen mehr alle weiterlesen suche article articles lire voir",
    "seller buyer selling featured items sort designed powered suivre leer ver compartir comentarios condividi no",
    "corporation broadcasting broadcaster channel federation association limited verband verein stiftung universität",
    "type institut hochschule zeitung verlag agentur ministerium agencia agência agenzia agence agencja e.v landesanstalt",
    "bundesanstalt bundesamt landesamt gesellschaft bundesverband bundesministerium kammer fraktion hotels",
)
#: Words in the names of bodies. What stands before or behind one of them, between "and" or a comma, is part of the name, or
#: its place.
_BODY: Final = re.compile(
    r"\b(?:university|universität|universidad|université|institute?|hochschule|akademie|academy|gmbh|ltd|llc|inc|verlag|e\.\s?v|"
    r"ministerium|bundesministerium|ministry|department|landesanstalt|bundesanstalt|bundesamt|landesamt|behörde|foundation|"
    r"stiftung|verband|bundesverband|gesellschaft|association|federation|corporation|kammer|fraktion|hotels?)\b",
    re.IGNORECASE,
).search
_CHUNKS: Final = re.compile(r"\s?[,;|•·\n]\s?")
#: "content: Anna Holm, design: Jan Beck": several labels name no author of a text.
_LABELS: Final = re.compile(r"\b[a-z]{3,12}:\s.*\b[a-z]{3,12}:\s", re.DOTALL)
#: A job joined to its paper before a name ("Example-Reporterin Anna Holm").
_PAPER_JOB: Final = re.compile(
    r"^\S{2,30}-(?:expert[ei]n?|autor(?:in)?|redakteur(?:in)?|reporter(?:in)?|korrespondent(?:in)?|mitarbeiter(?:in)?)\s(?=[^\W\d_])",
    re.IGNORECASE,
)
_DEGREE: Final = re.compile(
    r"^(?:ph\.?\s?d|m\.?d|m\.?s|r\.?d|r\.?n|m\.?b\.?a|b\.?a|m\.?a|jr|sr|ii|iii|esq|dds|rdn|cpa|jd|mph|do|fand|cfa)\.?$",
    re.IGNORECASE,
)
_CAPITALS: Final = re.compile(r"^(?:[A-Z]\.?){2,5}$")
#: Words of names in lower case.
_PARTICLES: Final = word_set(
    "van von der den de del della di da do dos das du des la le el al ul bin binti ibn ben bint abu ter ten zu zum zur",
    "vom af av och y e i und dela degli dello lo san st mc ap ab op 't 's vom te",
)
_PLACEHOLDER: Final = re.compile(
    r"(?:no author|admin(?:istrator)?|undefined|null|none|user|unknown|webmaster|guest|via|login|log in)$",
    re.IGNORECASE,
)
#: In what buttons and headings say beside an author.
_NOT_COLLECTIVE: Final = re.compile(
    r"\b(?:about|view|show|all|more|posts?|copy|link|open|menu|read|share|subscribe|comments?|kommentar(?:e|ieren)?|kopieren|"
    r"übersicht|artikelübersicht|beiträge|mehr|voir|lire|leer|compartir|articles?)\b",
    re.IGNORECASE,
)
_URL: Final = re.compile(r"\s*(?:https?:|www\.|/)\S+\s*$", re.IGNORECASE)
_ADDRESS: Final = re.compile(
    r"https?:|www\.|\.(?:com|org|net|de|co|io|uk|fr|es|it|ru)\b|[@#<>{}=\\!?]|\S/\S", re.IGNORECASE
)
_ADDRESS_OR_MARKUP: Final = re.compile(r"https?:|www\.|[@{}<>=!?]|\S/\S", re.IGNORECASE)
#: Family name first, as in library records: one word, a comma, given names.
_REVERSED: Final = re.compile(r"^([^\W\d_][^\s,]*(?:\s[^\W\d_][^\s,]*)?),\s*([^\W\d_][^,]{0,40})$")
_INITIAL: Final = re.compile(r"(?:^|\s)[^\W\d_]\.?(?=\s|$|[^\W\d_]\.)")
#: characters; text beyond them is not a name.
_MAX_CHARS: Final = 600
#: From this character on (Kana, Chinese, Hangul) names are written without a space.
_UNSPACED: Final = "\u3040"


def person_names(values: Iterable[str], *, site_names: Iterable[str] = (), strict: bool = True) -> list[str]:
    """Return the names of people in `values`, in order and once each.

    If `strict`, a name must have two words: for texts that may be anything. Otherwise one word is enough: for fields that
    are meant for a name.
    """
    sites = {match_key(name) for name in site_names if name}
    found: dict[str, str] = {}
    for value in values:
        whole = _list_of_names(value, sites)
        any_here = False
        for part in _SPLIT.split(whole):
            # Short capitals after a name are a degree ("Anna Holm, CPA").
            if any_here and (_CAPITALS.match(part) or _DEGREE.match(part)):
                continue
            name = clean_name(part)
            if not name or (strict and not is_full_name(name)):
                if any_here and part.strip():
                    break  # a job title; the employer follows ("Anna Holm, Head of Ferries, Example Lines")
                continue
            key = match_key(name)
            any_here = True
            if not key or key in sites or key in found:
                continue
            found[key] = name
            if len(found) >= MAX_AUTHORS:
                return list(found.values())
    return list(found.values())


def _list_of_names(value: str, sites: Container[str]) -> str:
    """Return `value` without a label, the site's name before it, nicknames and bodies; nothing where it is no list of names."""
    value = value[:_MAX_CHARS]
    if _URL.match(value) or _PLACES.fullmatch(value.strip()):
        return ""
    first = _SITE_FIRST.match(value)
    if first and match_key(first[1]) in sites:
        value = value[first.end() :]  # "Example News - Anna Holm"
    whole = LABEL.sub("", value if "\n" in value else " ".join(value.split()), count=1)
    if match_key(whole) in sites or _LABELS.search(whole):
        return ""
    return _NICKNAME.sub(" ", _without_bodies(whole))


def _without_bodies(text: str) -> str:
    """Return the names in a list without what belongs to the names of bodies: nothing if one is first, as places follow it.

    A body between names leaves a word that is no name ("Anna Holm, Example University").
    """
    if not _BODY(text):
        return text
    chunks = _CHUNKS.split(text)
    return "" if _BODY(chunks[0]) else ", ".join("university" if _BODY(chunk) else chunk for chunk in chunks)


def names_in_byline(parts: Sequence[str], *, site_names: Iterable[str] = (), strict: bool = True) -> list[str]:
    """Return the first name in a byline, given as the texts of its elements, and the names joined to it by "and".

    Other elements (a job title, a date, a place) are ignored.
    """
    found: list[str] = []
    joined = True
    for part in parts:
        text = " ".join(part.split())
        if not text:
            continue
        if not found and is_byline_label(text):
            strict = False  # after "by", the name in the next element may be a single word
            continue
        if found and _CONJUNCTION.fullmatch(text):
            joined = True
            continue
        if not joined:
            break
        named = person_names([text], site_names=site_names, strict=strict)
        found += [name for name in named if name not in found]
        joined = not found or bool(_ENDS_IN_CONJUNCTION.search(text))
    return found


def is_body(text: str) -> bool:
    """Tell whether there is a word in `text` that is of a body, a newsroom or a job, and so never of a name."""
    return any(word.lower().strip(".,'") in _WORDS_IN_NO_NAME for word in text.split())


def names_in_line(line: str, *, site_names: Iterable[str] = (), alone: bool = False) -> list[str]:
    """Return the names in a line that begins with the label of a byline ("By", "Von", "Автор:").

    If `alone`, a single word may be a name ("by anna"), for lines near the headline.
    """
    if len(line) > 160:
        return []
    label = BYLINE.match(line)
    if not label:
        return []
    rest = line[label.end() :]
    return person_names(
        [rest], site_names=site_names, strict=not (alone and rest.isalpha() and UNAMBIGUOUS.match(line))
    )


def given_names_first(values: Sequence[str]) -> list[str]:
    """Put the given names of library records first ("Holm, Anna B."); each value names one person."""
    reordered = []
    for value in values:
        found = _REVERSED.match(value.strip())
        reordered.append(f"{found[2].strip()} {found[1]}" if found else value)
    return reordered


def given_names_first_if_initials(value: str) -> str:
    """Put the given names first if they are initials after a single comma ("Holm, A. B.")."""
    found = _REVERSED.match(value.strip())
    return f"{found[2].strip()} {found[1]}" if found and " " not in found[1] and _INITIAL.search(found[2]) else value


def clean_name(text: str) -> str | None:  # noqa: C901, PLR0911, PLR0912  # one reason a line reads best
    """Return the name of a person in `text` without label and job title; None if it can't be one."""
    text = strip_controls(text[:_MAX_CHARS])
    if not text.isascii():
        text = _PICTURES.sub(" ", text)
    if _ADDRESS.search(text) or LABEL_ONLY.fullmatch(text.strip()):
        return None
    text = _PAPER_JOB.sub("", LABEL.sub("", text, count=1))
    name = _TAIL.sub("", text).strip(" \t\n.,:;|-–—\"'“”*")
    if name and name[-1] >= "\u1100":
        name = _JOB_SUFFIX.sub("", name)
        if _REPORTED_FROM.search(name):
            return None
    if not 2 <= len(name) <= 60 or any(character.isdigit() for character in name):
        return None
    words = name.split()
    if ":" in name or "\uff1a" in name or ")" in name:
        return None  # a label and its value, or half of a bracket
    if len(words) > 6 or _DEGREE.match(name):
        return None
    if any(word.lower().strip(".,'") in _WORDS_IN_NO_NAME for word in words):
        return None
    if name in _PARTICLES:
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
    """Return the name of an organization or newsroom ("News Desk") in `text`; None if it can't be one."""
    name = " ".join(_PICTURES.sub(" ", LABEL.sub("", " ".join(text.split()), count=1)).split()).strip(" .,:;|-–—")
    letters = sum(character.isalpha() for character in name)
    if not 2 <= letters <= len(name) <= 60 or name.count(" ") > 5 or sum(character.isdigit() for character in name) > 3:
        return None
    if (
        _PLACEHOLDER.match(name)
        or _ADDRESS_OR_MARKUP.search(name)
        or LABEL_ONLY.fullmatch(name)
        or _NOT_COLLECTIVE.search(name)
        or name in _PARTICLES
        or (name.islower() and "-" in name)
    ):
        return None
    return name


def username(text: str) -> str | None:
    """Return the name of a forum user, which may be any short text."""
    name = " ".join(text.split()).strip(",:")
    if (
        2 <= len(name) <= 30
        and name.count(" ") <= 2
        and not _ADDRESS_OR_MARKUP.search(name)
        and not LABEL_ONLY.fullmatch(name)
        and not _PLACEHOLDER.match(name)
        and not name.isdigit()
    ):
        return name
    return None


def is_full_name(name: str) -> bool:
    """Tell whether a name has two words, or is in a script without spaces."""
    return " " in name or name[0] >= _UNSPACED
