"""People who may be speakers: those among the entities, or, without any, names found by capitals."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

# ruff: noqa: SIM905  (a string of words reads better than a list of quoted ones)

# ruff: noqa: E501  (tables of words read better one item a line)

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from worker.enrich.dates.names import date_names
from worker.enrich.places.country_names import country_names
from worker.enrich.text.indexed import CAPITALS
from worker.enrich.text.stopwords import stopwords

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wiremill.contract.enrichment import Entity
    from worker.enrich.text.indexed import IndexedText

#: characters between a verb of saying and the name of the speaker
MAX_DISTANCE = 60


class Person(NamedTuple):
    """A mention of a person."""

    start: int
    end: int
    #: The fullest form of the name in the text.
    full_name: str


def people_among(entities: Sequence[Entity]) -> list[Person]:
    """Return the mentions of people among the entities of a text, in its order."""
    return sorted(
        Person(mention.start, mention.end, entity.name)
        for entity in entities
        if entity.kind == "person"
        for mention in entity.mentions
    )


_PARTICLES = "de|del|della|der|den|dos|da|do|di|du|van|von|bin|bint|ibn|al|el|la|le|ter|ten|af|zu|y|e"
_NAME = re.compile(
    rf"[{CAPITALS}][\w'’]*\.?(?:-[\w'’]+)*(?: (?:(?:{_PARTICLES}) ){{0,2}}(?:[{CAPITALS}][\w'’]*(?:-[\w'’]+)*|[A-Z]\.(?= [A-Z]))){{0,4}}"
)
#: Capitalised words that are not part of a name: titles, offices and nationalities.
_TITLE_WORDS = frozenset(
    "mr mrs ms dr prof sir lord lady president prime minister premier chancellor secretary senator governor mayor chief director ceo "
    "professor judge justice general colonel captain sergeant king queen prince princess pope bishop archbishop spokesman spokeswoman "
    "spokesperson chairman chairwoman chair coach captain congressman congresswoman representative rep sen gov gen foreign defense defence "
    "interior finance health deputy vice former attorney officer detective inspector ambassador speaker leader russian american british "
    "french german ukrainian chinese israeli armenian turkish indian us u.s uk eu "
    "präsident präsidentin kanzler kanzlerin bundeskanzler bundeskanzlerin minister ministerin ministerpräsident außenminister "
    "außenministerin sprecher sprecherin bürgermeister herr frau chef chefin professor trainer polizeisprecher experte expertin "
    "président ministre m mme maire señor señora presidente presidenta ministro ministra alcalde alcaldesa portavoz signor signora "
    "sindaco governador prefeito deputado senador prezydent premier minister burmistrz rzecznik "
    "президент премьер министр глава губернатор мэр депутат господин пресс-секретарь директор президентка прем'єр".split()
)
_TITLE_ENDINGS = (
    "minister",
    "ministerin",
    "präsident",
    "präsidentin",
    "meister",
    "meisterin",
    "sprecher",
    "sprecherin",
)
#: Words in names of organisations and things.
_ORGANISATION_WORDS = frozenset(
    "inc ltd corp company group university college institute ministry department agency police court council committee party union "
    "association bank times post news journal street house senate congress parliament office service center centre school church club "
    "fc united city county state states gmbh ag sa spa organisation organization treaty foundation federation league team army forces "
    "universität polizei ministerium partei université police parti universidad partido policía ministerio reuters afp ap tass dpa cnn bbc".split()
)
#: Chinese: two to four characters after an office, before a verb.
_CHINESE = re.compile(
    r"(?:发言人|發言人|主席|总理|總理|总统|總統|部长|部長|主任|书记|市长|教授|记者|院长|局长|秘书长|外长|司长)([\u4e00-\u9fff]{2,4}?)(?=[\d一二三四五六七八九十]+日|在|[说說]|表示|指出|称|稱|强调|认为|介绍|告诉|今|昨|则|，|：|对)"
)
#: Japanese: a name before an office or さん.
_JAPANESE = re.compile(
    r"([\u4e00-\u9fff\u30a0-\u30ff・＝]{2,12}?)(?:さん|氏|首相|大統領|知事|市長|社長|長官|大臣|官房長官|外相|報道官|教授|選手|監督|会長|代表|議員|委員長|所長)"
)
#: Korean: a name of three syllables before an office.
_KOREAN = re.compile(
    r"(?<![\uac00-\ud7a3])([\uac00-\ud7a3]{2,4}) (?:[\uac00-\ud7a3]+ )?(?:대통령|총리|장관|대표|의원|대변인|시장|교수|씨|위원장|회장|감독|후보|실장|총장|원장)"
)
#: Hebrew, Arabic and Indic scripts have no capitals; the words next to the verb alone are too little evidence.


def find_people(indexed: IndexedText) -> list[Person]:
    """Return the mentions of people in a text, in its order, without places, organisations and lone words at sentence starts."""
    text, language = indexed.text, indexed.language
    pattern = {"zh": _CHINESE, "ja": _JAPANESE, "ko": _KOREAN}.get(language)
    if pattern is not None:
        return _resolve_surnames(
            [Person(match.start(1), match.end(1), match[1].strip("・＝")) for match in pattern.finditer(text)], indexed
        )
    if not indexed.capitals:
        return []
    return _resolve_surnames(list(_capitalised(indexed)), indexed)


def _capitalised(indexed: IndexedText) -> Iterable[Person]:
    text = indexed.text
    names = date_names(indexed.language)
    common = stopwords(indexed.language)
    countries = country_names(indexed.language)
    for match in _NAME.finditer(text):
        start, end = match.span()
        if start and (text[start - 1].isalnum() or text[start - 1] in "-'’"):
            continue
        words = match[0].split(" ")
        # Strip titles and words that begin the sentence.
        while words and (
            (low := words[0].lower().rstrip(".")) in _TITLE_WORDS
            or low in _SENTENCE_OPENERS
            or low.endswith(_TITLE_ENDINGS)
            or words[0] in countries
            or (low in common and _begins_sentence(text, start))
        ):
            start += len(words[0]) + 1
            words = words[1:]
        if not words:
            continue
        name = " ".join(words)
        stripped = name.removesuffix("'s").removesuffix("’s").rstrip(".'’")
        end = start + len(stripped)
        if (
            not stripped
            or len(stripped) < 3
            or words[0] in names.months
            or words[0] in names.weekdays
            or stripped.isupper()
        ):
            continue
        lows = {word.lower().strip(".,") for word in words}
        if lows & _ORGANISATION_WORDS or name in countries:
            continue
        yield Person(start, end, stripped)


def _resolve_surnames(found: list[Person], indexed: IndexedText) -> list[Person]:
    """Give each mention of a surname the fullest form in the text, and drop lone words without a fuller form.

    In a script with capitals, a lone word is dropped only at the start of a sentence.
    """
    fullest: dict[str, str] = {}
    cased = bool(indexed.capitals)
    for person in found:
        parts = person.full_name.split(" ")
        if len(parts) > 1:
            for key in (parts[-1], _stem(parts[-1], indexed.language)):
                if len(person.full_name) > len(fullest.get(key, "")) or key not in fullest:
                    fullest[key] = person.full_name
    kept: list[Person] = []
    for person in found:
        parts = person.full_name.split(" ")
        if len(parts) > 1:
            full = fullest.get(parts[-1], person.full_name)
            # The same surname with another forename is another person.
            kept.append(
                person._replace(
                    full_name=full if full.startswith(parts[0]) or parts[0] in full.split(" ") else person.full_name
                )
            )
            continue
        full = fullest.get(person.full_name) or fullest.get(_stem(person.full_name, indexed.language), "")
        if full:
            kept.append(person._replace(full_name=full))
        elif not cased or not _begins_sentence(indexed.text, person.start):
            kept.append(person)
    return kept


def _stem(word: str, language: str) -> str:
    """Return a surname without its case ending."""
    if language in {"ru", "uk", "be", "bg", "sr", "mk"}:
        return word.rstrip("аяоеуюиыйь") if not word.endswith(("ова", "ева", "ина")) else word
    return word


def _begins_sentence(text: str, start: int) -> bool:
    return (
        start == 0 or text[start - 1] in '\n"“«„' or text[max(0, start - 2) : start - 1] in {".", "!", "?", "\n", ":"}
    )


def nearest_person(people: Sequence[Person], low: int, high: int, verb_start: int, verb_end: int) -> Person | None:
    """Return the person nearest to a verb of saying within bounds, None if nobody is near."""
    best: Person | None = None
    closest = MAX_DISTANCE + 1
    for person in people:
        if person.start >= high:
            break
        if person.start < low or person.end > high:
            continue
        distance = person.start - verb_end if person.start >= verb_end else verb_start - person.end
        if distance < closest:
            best, closest = person, distance
    return best


#: Words that begin sentences and are not names, for languages without stop words.
_SENTENCE_OPENERS = frozenset(
    "the a an in on at but and he she it they we his her their according when while after before however meanwhile also".split()
)
