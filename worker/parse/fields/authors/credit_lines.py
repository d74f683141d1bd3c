"""Lines that hold nothing but the date and the byline of a text ("By Anna Holm | Updated 5 March 2024, 14:20")."""

# ruff: noqa: RUF001  # look-alike characters of many scripts are intended
from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from worker.parse.common.strings import count_words, match_key, word_set
from worker.parse.fields.authors.agencies import agency_of
from worker.parse.fields.authors.byline_labels import is_byline_label
from worker.parse.fields.authors.names import clean_name, names_in_line
from worker.parse.fields.dates.labels import Label, label_of_word
from worker.parse.fields.dates.times import find_times

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

#: words and characters; a longer line is prose.
_MAX_WORDS: Final = 24
_MAX_CHARS: Final = 200
#: What separates the parts of a line. A space does before a label with a colon.
_SEPARATORS: Final = re.compile(
    r"[\n|·•∙»›,;()\[\]／]|[–—]|\s[/-](?=\s)|(?:^|\s)-(?=\s|$)|\s(?=[^\s:\uff1a]{1,12}[:\uff1a](?!\d))"
)
#: A time of day, with its zone; a weekday is a word before a date.
_CLOCK: Final = re.compile(
    r"\b\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s?(?:[ap]\.?m\.?|uhr|hrs?|h)\b)?(?:\s?(?:[A-Z]{2,4}|\(?[A-Z]{2,4}\)?)\b)?|"
    r"\b\d{1,2}\s?(?:[ap]\.?m\b\.?|uhr\b)",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(r"[\w-]+")
#: The time that reading takes.
_READING: Final = re.compile(
    r"\b\d{1,3}[\s-]?(?:min(?:ut\w{0,3})?|мин\w*|分钟|分)\b\.?(?:\s(?:read|lesezeit|de lecture|de lectura|di lettura|leestijd))?",
    re.IGNORECASE,
)
#: Words that stand between a date or a name and its label, or join two of them.
_JOINTS: Final = word_set(
    "on at the in and by from of last first date time an am um den der vom von und zuletzt uhr ist online",
    "le la les à a par du et de el al los las en por y il alle ore da del di e em às o do",
    "op om door på av den kl klo i dnia godz г в о gmt utc cet cest mez mesz est edt pst pdt bst",
)
#: The steps on a paper's way to print, which stand beside the date of publication.
_STEPS: Final = re.compile(
    r"^(?:received|accepted|submitted|available|eingegangen|angenommen|eingereicht|reçu|accepté|recibido|aceptado|"
    r"ricevuto|accettato|recebido|aceito|получен\w{0,2}|принят\w{0,2}|収稿|受付|受理|收稿|接受)$",
    re.IGNORECASE,
)
_WEEKDAYS: Final = word_set(
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun tues thurs montag dienstag mittwoch",
    "donnerstag freitag samstag sonntag mo di mi do fr sa so lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes",
    "miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica segunda-feira terça-feira",
    "quarta-feira quinta-feira sexta-feira maandag dinsdag woensdag donderdag vrijdag zaterdag zondag понедельник вторник среда",
    "четверг пятница суббота воскресенье poniedziałek wtorek środa czwartek piątek sobota niedziela",
)
#: The source of a text, or who made its pictures, with the label.
_OTHER_CREDIT: Final = re.compile(
    r"(?:sources?|quellen?|fuentes?|fonti?e?|bron|źródło|источник|来源|來源|출처|fotos?|photos?|photographs? by|bild(?:er)?|"
    r"illustrations?|grafik(?:en)?|videos?|kamera|edited by|redigiert von)\s?[:\uff1a]?\s?[^\W\d_][\w .'’-]{1,40}",
    re.IGNORECASE,
)
#: Where a Chinese or Japanese report is from.
_REPORTED_FROM: Final = re.compile(r"\w{1,8}(?:報導|报道|報道|電|电|讯|訊)")
#: A job title beside a name.
_JOB: Final = re.compile(
    r"\b(?:reporter|correspondent|writer|editor|columnist|journalist|staff|redakteur(?:in)?|korrespondent(?:in)?|journaliste|"
    r"periodista|redactor[ae]?|giornalista|repórter|jornalista|redacteur|корреспондент|журналист)\b",
    re.IGNORECASE,
)
#: words of a job title with its paper.
_MAX_JOB_WORDS: Final = 6
#: What is left behind a name before a date, and a label after which the name of an account may stand in lower case.
_LAST_JOINT: Final = re.compile(r"\s(?:on|am|le|el|em|il|op|den|at|um|på)$", re.IGNORECASE)
_BY_ACCOUNT: Final = re.compile(r"^\w{3,12}\s(?:by|von|par|por|da|door|av)\s", re.IGNORECASE)
#: words of the label of a date ("last updated on Tuesday at").
_MAX_LABEL_WORDS: Final = 5
#: letters of the labels and conjunctions in a byline without its names.
_MAX_LABEL_CHARS: Final = 16
#: words of a name that stands beside a date without a label.
_NAME_WORDS: Final = (2, 3)


def is_credit_line(text: str, *, authors: Collection[str] = (), site_names: Collection[str] = ()) -> bool:
    """Tell whether a line is nothing but dates, their labels, bylines, and what separates them.

    It needs a date or a byline with its label, unless it is the name of one of `authors`. Names of the site may stand
    in it as well.
    """
    if len(text) > _MAX_CHARS or count_words(text) > _MAX_WORDS:
        return False
    dates = [(start, end) for _, start, end in find_times(text)]
    known = {match_key(name) for name in authors}
    sites = {match_key(name) for name in site_names}
    if match_key(text) in known:
        return True
    anchored = False
    names_left = 1
    for part in _parts(text, dates):
        kept = part.strip(" \t.:\uff1a*-–—&\"'")
        if not any(map(str.isalnum, kept)) or _is_label(kept) or _OTHER_CREDIT.fullmatch(kept):
            continue
        names = _byline_names(part.strip(" \t.*-–—&"))
        if names is not None:
            anchored |= not known or not names or any(match_key(name) in known for name in names)
            continue
        key = match_key(kept)
        if key in known or key in sites or agency_of(kept) or _REPORTED_FROM.fullmatch(kept):
            continue
        if _JOB.search(kept) and count_words(kept) <= _MAX_JOB_WORDS:
            continue
        if not names_left or not _is_bare_name(kept):
            return False
        names_left -= 1
    return anchored or bool(dates)


def _parts(text: str, dates: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Yield the parts of a line between its separators, `dates`, times of day and the time of reading."""
    reached = 0
    for start, end in (*dates, (len(text), len(text))):
        yield from _SEPARATORS.split(_READING.sub("|", _CLOCK.sub("|", text[reached:start])))
        reached = end


def labels_text(word: str) -> bool:
    """Tell whether a word labels the date of a text ("published", "received"), and not one in it."""
    word = word.strip(".:,;\uff1a()").lower()
    return _STEPS.match(word) is not None or label_of_word(word) in {Label.PUBLISHED, Label.MODIFIED}


def joins_name_and_date(text: str) -> bool:
    """Tell whether a text holds nothing but times of day, weekdays, and words as between a name and its date ("» on Mon")."""
    return _is_label(" ".join(_WORDS.findall(_CLOCK.sub(" ", text))))


def _is_label(text: str) -> bool:
    """Tell whether each word is part of the label of a date, or joins one to it."""
    words = [word.strip(".:,;\uff1a").lower() for word in text.split()]
    return len(words) <= _MAX_LABEL_WORDS and all(
        not word or word in _JOINTS or word in _WEEKDAYS or labels_text(word) for word in words
    )


def _byline_names(part: str) -> list[str] | None:
    """Return the names after the label in a part that consists of them, none where it is the label alone; else None."""
    if is_byline_label(part):
        return []
    part = _LAST_JOINT.sub("", part)
    names = names_in_line(part, alone=True)
    if not names or (len(names) == 1 and names[0].islower() and not _BY_ACCOUNT.match(part)):
        return _labelled_agency(part)
    rest = match_key(part)
    for name in names:
        rest = rest.replace(match_key(name), "", 1)
    return names if len(rest) <= _MAX_LABEL_CHARS else None


def _labelled_agency(part: str) -> list[str] | None:
    """Return the agency after the label of a byline as the only name."""
    label, _, rest = part.partition(" ")
    return [rest] if rest and is_byline_label(label) and agency_of(rest) else None


def _is_bare_name(text: str) -> bool:
    name = clean_name(text)
    least, most = _NAME_WORDS
    return name is not None and name == text and least <= len(text.split()) <= most and text[0].isupper()
