"""Why a page has no content: what it is instead (an error, a login, a challenge, an empty application)."""

# ruff: noqa: RUF001  # title separators that look alike are intended

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from worker.parse.common.strings import count_words, word_set
from worker.parse.nocontent import notices
from worker.parse.tree.elements import inner_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from wiremill.contract.document import NoContentReason
    from worker.parse.declared.declarations import Declared
    from worker.parse.declared.head import Head
    from worker.parse.tree.elements import Elements
    from worker.parse.tree.page_tree import PageTree

#: words of main text; a page with more has content, unless its title is an error's.
SUSPECT_WORDS: Final = 150
#: words of main text up to which the title of an error is believed; error pages suggest other pages.
_ERROR_WORDS: Final = 400
#: words of the whole page; challenges, consent walls and empty applications have no more.
_CHALLENGE_WORDS: Final = 300
_BARE_WORDS: Final = 60
#: characters; titles of errors and logins are no longer.
_TITLE_CHARS: Final = 80
#: words; notices ("Please enable JavaScript", "Page not found") have no more.
_NOTICE_WORDS: Final = 40
#: characters of the source in which bot shields are looked for.
_SOURCE_CHARS: Final = 300_000
#: Dated links from which a text that has nothing else lists posts, and other lines that it may have: its heading, an end.
_MIN_POSTS: Final = 3
_MAX_OTHER_LINES: Final = 2
#: words of such a line besides its link: a date, an author.
_MAX_WORDS_BESIDE_LINK: Final = 6
#: links that are compared with the lines; a page so short has hardly more.
_MAX_LINKS: Final = 300
_NUMBER: Final = re.compile(r"\d")
#: Share of links from which a text is an index and nothing else.
_INDEX_LINK_SHARE: Final = 0.9
_SEPARATORS: Final = re.compile(r"\s+[|｜\-–—:·•»«/~]+\s+|\s*[|｜»«•]\s*|:\s+")
#: Ids of elements into which applications render.
_ROOT_IDS: Final = word_set(
    "root app main __next __nuxt __layout ___gatsby svelte react-root app-root approot application q-app ember-app",
    "mount react-app vue-app main-app site-app container page",
)
#: Link relations by which applications load their scripts.
_SCRIPT_RELATIONS: Final = frozenset({"preload", "modulepreload", "manifest"})
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_POPUP: Final = re.compile(r"modal|popup|dialog|dropdown|offcanvas|header|navbar|hidden|drawer|sidebar", re.IGNORECASE)


def no_content_reason(
    tree: PageTree, declared: Declared, *, text: str, title: str | None, url: str | None
) -> NoContentReason | None:
    """Return what the page is instead of a page with content; None where it has content.

    Args:
        tree: the page.
        declared: what it declares about itself.
        text: the main text that was found, if any.
        title: the headline that was found, if any.
        url: where the page was fetched from.
    """
    if not _is_suspect(text, declared.head, title):
        return None
    measures = tree.measures
    page_words, linked = (int(measures.total), measures.page_figures["linked"]) if measures else (0, 0.0)
    return _reason(
        tree.elements,
        declared.head,
        tree.source,
        text=text,
        title=title,
        url=url,
        page_words=page_words,
        linked=linked,
    )


def _is_suspect(text: str, head: Head, title: str | None) -> bool:
    """Tell whether a page with the main `text` may have no content; a cheap test."""
    if len(text) < 12 * SUSPECT_WORDS and (len(text) < 3 * SUSPECT_WORDS or count_words(text) < SUSPECT_WORDS):
        return True
    return any(_is_error(part) for part in _title_parts(head.title, title))


def _reason(  # noqa: PLR0911  # one reason a return
    elements: Elements,
    head: Head,
    source: str,
    *,
    text: str,
    title: str | None,
    url: str | None,
    page_words: int,
    linked: float,
) -> NoContentReason | None:
    """Return why a suspect page has no content.

    It searches the tree and the source again, and decides for content unless the page says clearly that there is none.

    Args:
        elements: the elements of the page.
        head: what the page declares about itself.
        source: the HTML of the page.
        text: the main text that was found, if any.
        title: the headline that was found, if any.
        url: where the page was fetched from.
        page_words: words of all text of the page, navigation included.
        linked: share of the page's words that are links, 0 to 1.
    """
    words = count_words(text) if text else 0
    titles = list(_title_parts(head.title, title))
    if _is_challenge(titles, source, text, words, page_words):
        return "captcha"
    has_own_url = words >= _BARE_WORDS and _has_own_url(head)
    if words < _ERROR_WORDS and not has_own_url and _is_error_page(titles, text, words, page_words):
        return "error"
    if words >= SUSPECT_WORDS:
        return None
    if _is_consent_wall(titles, text, url, words, page_words):
        return "consent_wall"
    if _is_login(elements.root, titles, url, words, page_words):
        return "login"
    if _is_app_shell(elements, head, text, words, page_words):
        return "app_shell"
    if _is_index(titles, linked) or _lists_posts(elements, text):
        return "index"
    return None if text else "empty"


def plain_reason(text: str) -> NoContentReason | None:
    """Return why a plain-text page has no content: it is empty, or a server's error in one line."""
    if not text.strip():
        return "empty"
    if len(text) < 200 and text.count("\n") < 3 and all(_is_error(line) for line in text.splitlines() if line.strip()):
        return "error"
    return None


def _title_parts(*titles: str | None) -> Iterator[str]:
    """Yield titles, and their parts between separators."""
    before = ""
    for title in titles:
        if title and len(title) <= 300 and title not in before:
            before = title
            yield title
            yield from (part for part in _SEPARATORS.split(title) if part and part != title)


def _is_error(part: str) -> bool:
    """Tell whether a part of a title names an error and nothing else; an apology alone ("Sorry") does not."""
    return (
        len(part) <= _TITLE_CHARS
        and notices.ERROR_TITLE.fullmatch(part) is not None
        and notices.ERROR_MARK.search(part) is not None
    )


def _has_own_url(head: Head) -> bool:
    """Tell whether a page declares a URL of its own: an article about errors does, an error does not."""
    return bool(head.links.get("canonical") or head.meta("og:url")) and "noindex" not in (head.meta("robots") or "")


def _is_error_page(titles: list[str], text: str, words: int, page_words: int) -> bool:
    title_matches = any(_is_error(part) for part in titles)
    if title_matches:
        # "500" and "Gone" are titles of other things as well, and need a second sign.
        said = any(len(part.split()) > 1 and _is_error(part) for part in titles)
        return said or words < _NOTICE_WORDS or bool(notices.NOT_FOUND.search(text[:1_000]))
    if words >= _NOTICE_WORDS or page_words >= _CHALLENGE_WORDS:
        return False
    first = text.split("\n", 1)[0]
    return _is_error(first) and len(first.split()) > 1


def _is_challenge(titles: list[str], source: str, text: str, words: int, page_words: int) -> bool:
    if words >= SUSPECT_WORDS or page_words >= _CHALLENGE_WORDS:
        return False
    head = source[:_SOURCE_CHARS]
    has_bot_shield = any(mark in head for mark in notices.BOT_SHIELD)
    title_matches = any(notices.CHALLENGE.match(part) for part in titles)
    if has_bot_shield and (title_matches or words < _NOTICE_WORDS or page_words < _BARE_WORDS):
        return True
    if title_matches and (has_bot_shield or page_words < _CHALLENGE_WORDS // 2):
        return True
    lines = text.split("\n", 3)[:3]
    if page_words < _CHALLENGE_WORDS // 2 and any(notices.CHALLENGE.match(line) for line in lines):
        return True
    # A CAPTCHA checkbox on a page with next to nothing else.
    return (
        page_words < _BARE_WORDS
        and words < _NOTICE_WORDS
        and bool(notices.CAPTCHA_CHECKBOX.search(head))
        and "<textarea" not in head
    )


def _is_consent_wall(titles: list[str], text: str, url: str | None, words: int, page_words: int) -> bool:
    if page_words >= 2 * _CHALLENGE_WORDS:
        return False
    mentions = len(notices.CONSENT_WORD.findall(text))
    title_matches = any(notices.CONSENT_TITLE.search(part) for part in titles)
    url_matches = bool(url and notices.CONSENT_URL.search(url))
    if title_matches or url_matches:
        return mentions >= 2 or (words < _NOTICE_WORDS and page_words < _CHALLENGE_WORDS)
    # Consent is the only topic: more than one word in twelve.
    return mentions >= 4 and mentions * 12 >= words and page_words < _CHALLENGE_WORDS


def _is_login(root: _Element, titles: list[str], url: str | None, words: int, page_words: int) -> bool:
    if page_words >= _CHALLENGE_WORDS:
        return False
    title_matches = any(len(part) <= _TITLE_CHARS and notices.LOGIN_TITLE.fullmatch(part) for part in titles)
    url_matches = bool(url and notices.LOGIN_URL.search(url))
    if words >= _BARE_WORDS and not title_matches:
        return False
    asks_for_password = any(
        (element.get("type") or "").lower() == "password" and not _is_hidden_or_popup(element)
        for element in root.iter("input")
    )
    if asks_for_password:
        return title_matches or url_matches or page_words < _BARE_WORDS
    return title_matches and url_matches and words < _NOTICE_WORDS


def _is_hidden_or_popup(element: _Element) -> bool:
    """Tell whether a field is hidden, or in a pop-up or header that every page of the site has."""
    for around in (element, *element.iterancestors()):
        if around.tag in {"header", "nav", "aside", "dialog", "body"}:
            return around.tag != "body"
        style = around.get("style")
        if (style and _HIDDEN.search(style)) or around.get("hidden") is not None:
            return True
        if _POPUP.search(f"{around.get('class') or ''} {around.get('id') or ''}"[:300]):
            return True
    return False


def _is_app_shell(elements: Elements, head: Head, text: str, words: int, page_words: int) -> bool:
    if words < _NOTICE_WORDS and page_words < 2 * _BARE_WORDS and _asks_for_script(text):
        return True
    if page_words >= _BARE_WORDS or words >= 15:
        return False
    scripts = len(elements.all("script"))
    if not text and (scripts or _SCRIPT_RELATIONS.intersection(head.links)):
        return True
    return any(map(_is_empty_root, elements.root.iter("div", "section", "main", "app-root", "app")))


def _asks_for_script(text: str) -> bool:
    return any(
        notices.SCRIPT_NEEDED.search(line) and notices.SCRIPT_VERB.search(line) for line in text.split("\n", 6)[:6]
    )


def _is_empty_root(element: _Element) -> bool:
    if element.tag not in {"app-root", "app"} and (element.get("id") or "").lower() not in _ROOT_IDS:
        return False
    return not any(part.strip() for part in element.itertext())


def _is_index(titles: list[str], linked: float) -> bool:
    if any(notices.DIRECTORY_TITLE.search(part) for part in titles):
        return True
    return linked >= _INDEX_LINK_SHARE and any(notices.SITEMAP_TITLE.search(part) for part in titles)


def _lists_posts(elements: Elements, text: str) -> bool:
    """Tell whether a text consists of links with dates: the index of a blog, of a newsroom."""
    lines = text.split("\n")
    if not _MIN_POSTS <= len(lines) <= _MAX_LINKS:
        return False
    links = {inner_text(link) for link in elements.all("a")[:_MAX_LINKS]} - {""}
    posts = others = 0
    for line in filter(None, map(str.strip, lines)):
        link = max((link for link in links if link in line), key=len, default=None)
        beside = line.replace(link, " ", 1) if link else line
        if link and _NUMBER.search(beside) and len(beside.split()) <= _MAX_WORDS_BESIDE_LINK:
            posts += 1
        elif len(line.split()) > _MAX_WORDS_BESIDE_LINK:
            return False
        else:
            others += 1
    return posts >= _MIN_POSTS and others <= _MAX_OTHER_LINES
