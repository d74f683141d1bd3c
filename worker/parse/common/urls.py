"""URLs: absolute ones (http or https, without fragment), and their parts."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from worker.parse.common.limits import MAX_URL_CHARS
from worker.parse.common.strings import strip_controls

_WEB_SCHEMES: Final = ("http://", "https://")
_OTHER_SCHEMES: Final = ("#", "javascript:", "mailto:", "tel:", "data:", "about:", "blob:", "sms:", "whatsapp:", "ftp:")
#: Names of the page that a server sends for a directory.
_INDEX_NAMES: Final = ("/index.html", "/index.htm", "/index.php")
#: A query that chooses a page.
_PAGE_QUERY: Final = re.compile(r"[?&](?:p|page_id|id|story|article|post|itemid|nid|sid)=\w", re.IGNORECASE)
_SECOND_LEVEL_DOMAINS: Final = frozenset({"co", "com", "org", "net", "gov", "ac", "edu", "or", "ne", "go", "gob"})


class BaseUrl:
    """The URL that others on a page are relative to."""

    __slots__ = ("_directory", "_origin", "_scheme", "url")

    def __init__(self, url: str | None, base: str | None = None) -> None:
        try:
            joined = urljoin(url or "", (base or "").strip())
            self.url = strip_controls(joined).replace("\n", "").replace("\t", "") or None
            parts = urlsplit(self.url or "")
        except ValueError:
            self.url, parts = None, urlsplit("")
        web = parts.scheme in {"http", "https"} and bool(parts.netloc)
        self._scheme = parts.scheme if web else ""
        self._origin = f"{parts.scheme}://{parts.netloc}" if web else ""
        # The prefix of URLs relative to the page; empty if only `urljoin` can resolve them.
        path = parts.path or "/"
        self._directory = f"{self._origin}{path[: path.rindex('/') + 1]}" if web and "/." not in path else ""

    def absolute(self, href: str | None) -> str | None:
        """Return `href` as an absolute URL; None if it does not lead to another web page.

        The common forms are joined here: `urljoin` takes twenty times as long, and pages have hundreds of links.
        """
        if not href:
            return None
        if "#" in href:
            href = href.partition("#")[0].strip()
            if not href:
                return None
        # Nearly all are plain ASCII.
        if href.isascii() and href.isprintable() and " " not in href and "[" not in href and len(href) <= MAX_URL_CHARS:
            first = href[0]
            if first == "/":
                if self._origin and href[1:2] != "/" and "/." not in href:
                    return self._origin + href
            elif href.startswith(_WEB_SCHEMES) and len(href) > 11 and ":///" not in href:
                return href
            elif first.isalnum() and self._directory and ":" not in href and "/." not in href:
                return self._directory + href
        return self._absolute(href.strip())

    def is_below(self, href: str) -> bool:
        """Tell whether `href` leads to a page above this one: the front page, or the start of the part that it is in."""
        if not self.url or not path_of(self.url).strip("/"):
            return not self.url and href == "/"
        above = (self.absolute(href) or "").partition("?")[0]
        for name in _INDEX_NAMES:
            above = above.removesuffix(name)
        above = above.rstrip("/")
        page = self.url.partition("?")[0].rstrip("/")
        return len(above) > len("https://") and page.startswith(f"{above}/")

    def _absolute(self, href: str) -> str | None:
        if not href or len(href) > MAX_URL_CHARS:
            return None
        if href.startswith("//"):
            href = f"{self._scheme or 'https'}://{href.lstrip('/')}"
        if href.startswith(_WEB_SCHEMES):
            found = href
        elif href.lower().startswith(_OTHER_SCHEMES):
            return None
        else:
            try:
                found = urljoin(self.url or "", href)
            except ValueError:
                return None
        if (
            not found.startswith(_WEB_SCHEMES)
            or len(found) < 11
            or found.partition("://")[2][:1] in {"/", "?"}
            or "[" in found.partition("?")[0]
        ):
            return None
        if not (found.isascii() and found.isprintable()):
            found = strip_controls(found).replace("\n", "").replace("\t", "")
        return found.replace(" ", "%20")


def path_of(url: str | None) -> str:
    """Return the path of `url` without percent-encoding."""
    path = (url or "").partition("://")[2].partition("?")[0].partition("#")[0].partition("/")[2]
    return unquote(path) if "%" in path else path


def is_front_page(url: str | None) -> bool:
    """Tell whether `url` is that of a site's front page, whatever its query tracks; False without a URL."""
    if not url:
        return False
    path = f"/{path_of(url).strip('/')}"
    return (path == "/" and not _PAGE_QUERY.search(url)) or (path in _INDEX_NAMES and "?" not in url)


def host_of(url: str) -> str:
    """Return the host in `url` as it is written, without ``www.``."""
    return url.partition("://")[2].partition("/")[0].partition("?")[0].lower().removeprefix("www.")


def site_of(url: str | None) -> str:
    """Return the name of the site in the host of `url`: ``example`` of ``https://www.example.co.uk/``; empty if there is none."""
    if not url:
        return ""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    labels = host.split(".")[:-1]
    while len(labels) > 1 and labels[-1] in _SECOND_LEVEL_DOMAINS:
        labels.pop()
    return labels[-1] if labels else ""
