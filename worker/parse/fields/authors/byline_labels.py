"""The labels of bylines ("By", "Von", "Автор:") in many languages."""

# ruff: noqa: RUF001  # look-alike characters of many scripts are intended
from __future__ import annotations

import re
from typing import Final

#: Labels of bylines: "by", "written by", "author:".
_BY: Final = (
    r"(?:(?:an?|ein|un)\s)?(?:written|posted|reviewed|published|reported|edited|story|article|text|words|analysis|opinion|review|started|"
    r"authored|created|updated|submitted|photographs?|medically reviewed|this (?:post|article) was written)\s+"
    r"(?:and\s+\w+\s+)?by|(?:(?:ein|un)\s)?(?:erstellt|geschrieben|verfasst|text|artikel|beitrag|publié|écrit|rédigé|publicado|escrito|"
    r"pubblicato|scritto|geschreven|geplaatst|skriven)\s+(?:von|par|por|da|door|av)|"
    r"by|von|par|por|de la redacción|door|av|af|autor(?:in|innen|en|es|a|ka)?|auteurs?|autore|authors?|"
    r"text[eo]?|tekst|forfatter|författare|skribent|kirjoittaja|teksti|szerző|írta|yazan|yazar|oleh|penulis|"
    r"tác giả|automatic translation|автор(?:ка|ы)?|текст|γράφει(?: ο| η)?|συντάκτης|מאת|بقلم|كتب(?:ت)?|"
    r"الكاتب|نویسنده|लेखक|द्वारा|লিখেছেন|লেখক|โดย|ผู้เขียน|作者|記者|记者|撰文|責任編集|執筆者?|著者|기자"
)
#: Ambiguous labels; alone they do not make a text a byline.
_AMBIGUOUS: Final = r"di|od|от|του|της|文|글"
#: Labels only with a colon or a slash behind them.
_BEFORE_COLON: Final = r"(?:words|reporter|interview|journalist|contributors?|redaktion|文)\s?[:\uff1a/\uff0f]\s?"
LABEL: Final = re.compile(
    rf"^\W*(?:(?:{_BY}|{_AMBIGUOUS})(?:\s*[:\uff1a=\uff1d/\uff0f]\s*|\s+(?=\S))(?:by\s+)?|{_BEFORE_COLON})|^by(?-i:(?=[A-Z]))",
    re.IGNORECASE,
)
#: The beginning of a text that labels itself a byline.
BYLINE: Final = re.compile(
    rf"^\W*(?:(?:{_BY})(?:\s*[:\uff1a/\uff0f]\s*|\s+)(?=\S)|(?!文[:\uff1a]){_BEFORE_COLON}|(?-i:By(?=[A-Z][a-z])))",
    re.IGNORECASE,
)
#: Labels that are not a noun, or have a colon; "Text size" is not a byline.
UNAMBIGUOUS: Final = re.compile(
    r"^\W*(?:(?:\w+\s)?by|von|par|por|door|av|af|oleh|di|od|от|мәтін)\s|^[^:\uff1a]{2,20}[:\uff1a]", re.IGNORECASE
)
LABEL_ONLY: Final = re.compile(rf"\W*(?:{_BY})\W*(?:\(s\)\W*)?", re.IGNORECASE)


def begins_byline(text: str) -> bool:
    """Tell whether `text` begins with the label of a byline ("By Anna Holm")."""
    return BYLINE.match(text) is not None


def is_certain_byline(text: str) -> bool:
    """Tell whether `text` begins with the label of a byline that is no noun, or has a colon ("Text generation" has not)."""
    return UNAMBIGUOUS.match(text) is not None


def unlabelled(text: str) -> str:
    """Return `text` without the label of a byline at its beginning."""
    return BYLINE.sub("", text, count=1)


def is_byline_label(text: str) -> bool:
    """Tell whether `text` is the label of a byline alone ("By", "Von")."""
    return LABEL_ONLY.fullmatch(text) is not None
