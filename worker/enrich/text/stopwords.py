"""Stop words by language: words that say nothing about the subject of a text."""

# ruff: noqa: RUF001  (letters of other scripts are meant)

# ruff: noqa: E501  (tables of words read better one item a line)

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

#: Written by `scripts/train-stopwords`: language to words, joined by spaces.
SHIPPED_FILE = Path(__file__).with_name("stopwords.json")

#: Words that news has on every subject: who said it, and when.
_NEWS: dict[str, str] = {
    "en": "said says say told saying added according asked think know want need get got going go make made let ll ve re "
    "don doesn didn isn wasn won lot thing things really just still much us off able even another own per cent percent "
    "mr mrs ms today yesterday tomorrow week month year years monday tuesday wednesday thursday friday saturday sunday "
    "here only should could might did does done yes ever never always might must since against without within across per "
    "several those each few next last including among both between under best good great better help find way ways part "
    "use using take come look looking sure right before re its our my me am been being why because too these "
    "what she he her him his hers they them their theirs i you your yours ours mine which that than then there where when how and the for yet nor though although till upon like new two three four five first second many much most more less few",
    "de": "sagte sagt erklärte teilte laut heute gestern montag dienstag mittwoch donnerstag freitag samstag sonntag uhr "
    "mal ganz immer jetzt schon worden wegen bereits weiter weitere prozent jahren etwa könnte seien sei habe hätte würde uns wir ihn ihm",
    "fr": "dit déclaré selon ans lundi mardi mercredi jeudi vendredi samedi dimanche hier aussi ainsi leurs dont cette ces été avait",
    "es": "dijo según años lunes martes miércoles jueves viernes sábado domingo ayer hoy también este esta esto durante tras",
    "ru": "сказал сказала сообщил сообщила сообщает заявил заявила словам данным года году лет понедельник вторник среду четверг пятницу "
    "субботу воскресенье сегодня ранее также него нее них тыс млн млрд руб мы нас нам вас эта эти той этих",
}
#: Han characters with a grammatical function: no Chinese or Japanese keyword contains one.
HAN_FUNCTION = frozenset(
    "的了在是和与及或对对於于就也都而且但不有我你他她它们們这這那哪个個之其为為被把让讓从從到向将將以可能会會上下中等说說着著过過还還很更最又再所由与與"
)


@cache
def _shipped() -> dict[str, str]:
    return msgspec.json.decode(SHIPPED_FILE.read_bytes(), type=dict[str, str])


@cache
def stopwords(language: str) -> frozenset[str]:
    """Return the stop words of a language, given by its primary subtag; none for a language without a list."""
    return frozenset((_shipped().get(language, "") + " " + _NEWS.get(language, "")).split())
