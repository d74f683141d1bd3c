"""Features of a document that tell page types apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wiremill.contract.document import Document

#: characters; the fewest of a paragraph of prose
LONG_PARAGRAPH = 160
#: characters at the start of a text that are searched for phrases and prices
MAX_CHARACTERS = 4000

_PRICE = re.compile(r"[$€£¥₹₽]\s?\d|\d\s?(?:€|£|₽|₹|zł|kr\b|usd|eur|gbp)")
_BUYING = (
    "add to cart",
    "add to bag",
    "add to basket",
    "buy now",
    "in stock",
    "out of stock",
    "free shipping",
    "in den warenkorb",
    "ajouter au panier",
    "añadir al carrito",
    "aggiungi al carrello",
    "adicionar ao carrinho",
    "в корзину",
    "カートに入れる",
    "加入购物车",
)
_OFFERING = (
    "our service",
    "our team",
    "our client",
    "our customer",
    "our expert",
    "our solution",
    "our platform",
    "contact us",
    "get started",
    "free quote",
    "request a ",
    "book a ",
    "schedule a",
    "learn more",
    "we help",
    "we offer",
    "we provide",
    "trusted by",
    "unsere leistungen",
    "nos services",
    "nuestros servicios",
)
_REPLYING = (
    "wrote:",
    "said:",
    "reply",
    "replies",
    "posted by",
    "joined:",
    "posts:",
    "originally posted",
    "thanks in advance",
)
_REFERRING = (
    "parameter",
    "returns",
    "syntax",
    "example:",
    "note:",
    "see also",
    "deprecated",
    "default",
    " api",
    "install",
    "config",
)


def _count(text: str, phrases: tuple[str, ...]) -> int:
    return sum(map(text.count, phrases))


class PageFeatures(NamedTuple):
    """Counts and shares; shares are of a document's blocks."""

    characters: int
    blocks: int
    long_paragraphs: int
    long_share: float
    list_share: float
    code_blocks: int
    prices: int
    buying: int
    offering: int
    replying: int
    referring: int
    #: links of the whole page per 1,000 characters of text
    link_density: float
    published: bool
    signed: bool


def extract_features(document: Document) -> PageFeatures:
    """Extract the features from all blocks and from the first `MAX_CHARACTERS` characters of the text."""
    text = document.text[:MAX_CHARACTERS].lower()
    long = listed = code = 0
    for block in document.blocks:
        listed += block.kind == "list_item"
        code += block.kind == "code"
        long += block.kind in {"paragraph", "quote"} and block.end - block.start >= LONG_PARAGRAPH
    blocks = len(document.blocks)
    return PageFeatures(
        characters=len(document.text),
        blocks=blocks,
        long_paragraphs=long,
        long_share=long / max(1, blocks),
        list_share=listed / max(1, blocks),
        code_blocks=code,
        prices=len(_PRICE.findall(text)),
        buying=_count(text, _BUYING),
        offering=_count(text, _OFFERING),
        replying=_count(text, _REPLYING),
        referring=_count(text, _REFERRING),
        link_density=len(document.links) / max(1.0, len(document.text) / 1000),
        published=document.published is not None,
        signed=bool(document.authors),
    )
