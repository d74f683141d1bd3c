"""The limits of parse, which bound its time and memory on hostile and huge pages."""

from __future__ import annotations

from typing import Final

#: bytes; the 99.9th percentile of real pages is near 4 MB, and libxml2 reads 10 MB in about half a second.
MAX_BODY_BYTES: Final = 10_000_000
#: bytes that a body may unpack to; what intake takes by default, so packing a page allows no larger one.
MAX_UNPACKED_BYTES: Final = 32 * 1024 * 1024
#: elements; a real page rarely has more than 20,000.
MAX_ELEMENTS: Final = 200_000
#: attributes of one start tag; libxml2 takes time quadratic in their number (60,000 take 8 s).
MAX_ATTRIBUTES: Final = 1_000
#: bytes; a smaller body can't hold enough attributes in one tag to matter (3 s at the worst), and the check takes
#: up to a fifth of the time of parsing the page.
ATTRIBUTE_CHECK_MIN_BYTES: Final = 256_000
#: characters of `Document.text`; longer than any article, short enough for a stream.
MAX_TEXT_CHARS: Final = 1_000_000
#: blocks of `Document.text`.
MAX_BLOCKS: Final = 20_000
#: entries of `Document.links`.
MAX_LINKS: Final = 500
#: entries of `Document.images`.
MAX_IMAGES: Final = 50
#: entries of `Document.tags`.
MAX_TAGS: Final = 50
#: entries of `Document.authors`; a page that names more lists people, not its authors.
MAX_AUTHORS: Final = 20
#: characters of a short field such as the title.
MAX_FIELD_CHARS: Final = 500
#: characters of a description or subtitle.
MAX_SUMMARY_CHARS: Final = 2_000
#: characters; browsers and servers cut longer URLs.
MAX_URL_CHARS: Final = 2_048
#: characters of one JSON-LD block or of an embedded state.
MAX_JSON_CHARS: Final = 2_000_000
#: values visited in all JSON-LD of a page, or in an embedded state.
MAX_JSON_NODES: Final = 20_000
#: blocks of JSON-LD that are read.
MAX_JSON_BLOCKS: Final = 30
#: entries of `Document.comments`.
MAX_COMMENTS: Final = 500
#: characters of all `Document.comments`.
MAX_COMMENT_CHARS: Final = 200_000
#: entries of a feed that are read; feeds with more are archives.
MAX_ENTRIES: Final = 200
#: characters of all states of a page that are read; states of a megabyte are common on Next.js pages, larger ones are rare.
MAX_STATE_CHARS: Final = 4_000_000
#: states, or attributes that hold one, that are read.
MAX_STATES: Final = 20
#: segments that the model scores; only hostile pages have more, and `MAX_BLOCKS` bounds the text.
MAX_SEGMENTS: Final = 40_000
