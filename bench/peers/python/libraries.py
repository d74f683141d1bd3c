"""The extractors in Python, each called the way its documentation calls it, with the settings that serve it best.

- **trafilatura**: `bare_extraction(with_metadata=True, include_comments=False)` of the bytes; its authors come as one
  string.
- **resiliparse**: `extract_plain_text(main_content=True)` without comments and the alternative texts of images. Text only.
- **readability**: `readability.Document`, the text of its summary block by block; a title, no other metadata.
- **justext**: the paragraphs that are no boilerplate, by the list of stop words of the page's language; English where none
  is declared, the mode without a list where there is none for the language. Text only.
- **newspaper4k**: `Article` with the page given, images not fetched, and the page's language where it is supported.
"""

from __future__ import annotations

import hashlib
import importlib
import inspect
import logging
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    Found = dict[str, Any]
    #: From the bytes of a page, its address (None if not known) and its language (None if not declared).
    Extract = Callable[[bytes, str | None, str | None], Found]

#: Elements that end a line; the text of others runs on.
_BLOCKS = frozenset(
    "address article aside blockquote br caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 "  # noqa: SIM905
    "h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
#: The lists of stop words of justext by ISO 639.
_STOPLISTS: dict[str, str] = dict(
    pair.split(":")
    for pair in (  # noqa: SIM905
        "af:Afrikaans ar:Arabic bg:Bulgarian bn:Bengali ca:Catalan cs:Czech da:Danish de:German el:Greek en:English "
        "es:Spanish et:Estonian eu:Basque fa:Persian fi:Finnish fr:French gl:Galician he:Hebrew hi:Hindi hr:Croatian "
        "hu:Hungarian hy:Armenian id:Indonesian is:Icelandic it:Italian ka:Georgian kk:Kazakh ko:Korean "
        "lb:Luxembourgish lt:Lithuanian lv:Latvian mk:Macedonian ml:Malayalam mr:Marathi ms:Malay ne:Nepali nl:Dutch "
        "nb:Norwegian_Bokmal nn:Norwegian_Nynorsk no:Norwegian_Bokmal pl:Polish pt:Portuguese ro:Romanian ru:Russian "
        "sk:Slovak sl:Slovenian sq:Albanian sr:Serbian sv:Swedish sw:Swahili ta:Tamil te:Telugu tl:Tagalog tr:Turkish "
        "uk:Ukrainian ur:Urdu vi:Vietnamese yo:Yoruba"
    ).split()
)


class Library(NamedTuple):
    """An extractor, and the package that brings it."""

    package: str
    make: Callable[[], Extract]


def settings(library: Library) -> str:
    """Return a hash of the code that calls a library, with what is common to all."""
    parts = (inspect.getsource(part) for part in (library.make, text_of, found))
    return hashlib.sha256("\n".join((*parts, repr(sorted(_BLOCKS)), repr(_STOPLISTS))).encode()).hexdigest()[:16]


def found(
    text: str | None, title: str | None = None, authors: list[str] | None = None, day: str | None = None
) -> Found:
    """Return the answer for a page."""
    return {"text": text or "", "title": title or None, "authors": authors or [], "published": day or None}


def text_of(root: Any) -> str:
    """Return the text of a tree of lxml, a line a block."""
    parts: list[str] = []
    for event, element in importlib.import_module("lxml.etree").iterwalk(root, events=("start", "end")):
        block = element.tag in _BLOCKS
        if block:
            parts.append("\n")
        if event == "start" and isinstance(element.tag, str):
            parts.append(element.text or "")
        elif event == "end" and element is not root:
            parts.append(element.tail or "")
    lines = (" ".join(line.split()) for line in "".join(parts).splitlines())
    return "\n".join(line for line in lines if line)


def _trafilatura() -> Extract:
    trafilatura = importlib.import_module("trafilatura")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)

    def extract(body: bytes, url: str | None, _language: str | None) -> Found:
        page = trafilatura.bare_extraction(body, url=url, with_metadata=True, include_comments=False)
        if page is None:
            return found(None)
        return found(page.text, page.title, (page.author or "").split(";"), page.date)

    return extract


def _resiliparse() -> Extract:
    plain = importlib.import_module("resiliparse.extract.html2text").extract_plain_text
    tree = importlib.import_module("resiliparse.parse.html").HTMLTree
    detect = importlib.import_module("resiliparse.parse.encoding").detect_encoding

    def extract(body: bytes, _url: str | None, _language: str | None) -> Found:
        page = tree.parse_from_bytes(body, detect(body))
        return found(plain(page, main_content=True, alt_texts=False, comments=False))

    return extract


def _readability() -> Extract:
    document = importlib.import_module("readability").Document
    fromstring = importlib.import_module("lxml.html").fromstring
    logging.getLogger("readability").setLevel(logging.CRITICAL)

    def extract(body: bytes, url: str | None, _language: str | None) -> Found:
        # Given bytes it believes a broken charset declaration; nearly all pages are UTF-8.
        page = document(body.decode("utf-8", "replace"), url=url)
        summary = page.summary()
        return found(text_of(fromstring(summary)), page.short_title())

    return extract


def _justext() -> Extract:
    justext = importlib.import_module("justext")
    lists = {name: justext.get_stoplist(name) for name in set(_STOPLISTS.values())}

    def extract(body: bytes, _url: str | None, language: str | None) -> Found:
        if language is None or language in _STOPLISTS:
            paragraphs = justext.justext(body, lists[_STOPLISTS[language or "en"]])
        else:
            paragraphs = justext.justext(body, frozenset(), stopwords_low=0, stopwords_high=0)
        return found("\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate))

    return extract


def _newspaper() -> Extract:
    newspaper = importlib.import_module("newspaper")
    known = {code for code, _ in importlib.import_module("newspaper.languages").valid_languages()}
    decoded = importlib.import_module("trafilatura.utils").decode_file
    logging.getLogger("newspaper").setLevel(logging.CRITICAL)

    def extract(body: bytes, url: str | None, language: str | None) -> Found:
        chosen = {"language": language} if language in known else {}
        article = newspaper.Article(url or "http://localhost/", fetch_images=False, **chosen)
        # It takes a page as it was decoded by requests, which follows the header or the page's own declaration.
        article.download(input_html=decoded(body))
        article.parse()
        date = article.publish_date
        authors = [re.sub(r"\s+", " ", name) for name in article.authors]
        return found(article.text, article.title, authors, date.isoformat() if hasattr(date, "isoformat") else date)

    return extract


LIBRARIES = {
    "trafilatura": Library("trafilatura", _trafilatura),
    "resiliparse": Library("resiliparse", _resiliparse),
    "readability": Library("readability-lxml", _readability),
    "justext": Library("justext", _justext),
    "newspaper4k": Library("newspaper4k", _newspaper),
}
