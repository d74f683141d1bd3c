"""The images of a page with their captions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wiremill.contract.document import Image
from worker.parse.common.flags import Flag
from worker.parse.common.limits import MAX_FIELD_CHARS, MAX_IMAGES
from worker.parse.common.strings import one_line
from worker.parse.tree.elements import inner_text

if TYPE_CHECKING:
    from lxml.etree import _Element

    from worker.parse.fields.sources import FieldSources

#: Attributes that may contain an image's URL. Lazy loading puts a placeholder in `src`.
_URL_ATTRIBUTES: Final = ("data-src", "data-original", "data-lazy-src", "src", "data-srcset", "srcset")
#: pixels; smaller images are icons and tracking pixels.
_MIN_SIZE: Final = 40


def read_images(sources: FieldSources) -> tuple[list[Image], list[Flag]]:
    """Return the page's images, its lead images first, and a flag if there are too many."""
    base, elements = sources.base, sources.elements
    captions: dict[_Element, str] = {}
    for figure in elements.all("figure"):
        text = next((inner_text(caption) for caption in figure.iter("figcaption")), "")
        if text:
            captions.update(dict.fromkeys(figure.iter("img"), text))
    found: dict[str, Image] = {}
    for url_value in _lead_images(sources):
        url = base.absolute(url_value)
        if url:
            found.setdefault(url, Image(url))
    for element in elements.all("img"):
        url = base.absolute(_url_of(element))
        if not url or _is_small(element):
            continue
        if url not in found and len(found) >= MAX_IMAGES:
            return list(found.values()), [Flag.IMAGES_TRUNCATED]
        alt = one_line(element.get("alt"))
        known = found.get(url)
        if known is None or not (known.alt or known.caption):
            found[url] = Image(url, alt and alt[:MAX_FIELD_CHARS], captions.get(element))
    return list(found.values())[:MAX_IMAGES], []


def _lead_images(sources: FieldSources) -> list[str]:
    """Return the URLs of the lead images (og:image, JSON-LD)."""
    metas, data = sources.head.metas, sources.data
    found = [each for name in ("og:image", "og:image:url", "twitter:image") for each in metas.get(name, ())[:4]]
    for value in data.values(data.main, "image")[:4]:
        url_value = value.get("url") or value.get("contentUrl") if isinstance(value, dict) else value
        if isinstance(url_value, str):
            found.append(url_value)
    return found


def _url_of(element: _Element) -> str | None:
    for name in _URL_ATTRIBUTES:
        value = element.get(name)
        if value and not value.startswith("data:"):
            return value.split()[0].rstrip(",") if name.endswith("srcset") and value.strip() else value
    return None


def _is_small(element: _Element) -> bool:
    for name in ("width", "height"):
        value = element.get(name)
        if value and value.isascii() and value.isdigit() and len(value) < 6 and int(value) < _MIN_SIZE:
            return True
    return False
