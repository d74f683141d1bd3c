"""The flags that parse sets on a document: a closed list."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Flag(StrEnum):
    """A warning about a document; `Document.flags` contains the values."""

    #: Some bytes could not be read in the charset and stand as U+FFFD.
    CHARSET_REPLACED = "charset.replaced"
    #: The bytes were not in the charset that the page or the server declared; another was used.
    CHARSET_OVERRIDDEN = "charset.overridden"
    #: The body was longer than `limits.MAX_BODY_BYTES`; the rest was not read.
    BODY_TRUNCATED = "body.truncated"
    #: The page has more elements than `limits.MAX_ELEMENTS`; the rest was not read.
    ELEMENTS_TRUNCATED = "elements.truncated"
    #: The elements are nested too deeply to be read as they are; containers were flattened.
    DEPTH_LIMITED = "parse.depth_limited"
    #: A tag had more attributes than `limits.MAX_ATTRIBUTES`; all of that tag's were dropped.
    ATTRIBUTES_DROPPED = "parse.attributes_dropped"
    #: The main text was longer than `limits.MAX_TEXT_CHARS`; the rest was cut.
    TEXT_TRUNCATED = "text.truncated"
    #: The main text comes from JSON-LD or from state embedded in a script, not from the markup.
    TEXT_FROM_STRUCTURED_DATA = "text.from_structured_data"
    #: The main text could not be separated from the rest of the page; all text was taken.
    TEXT_UNSEPARATED = "text.unseparated"
    #: The main text is much shorter than the article declares, so it is probably only its beginning.
    TEXT_TEASER = "text.teaser"
    #: The main text of an article consists of teasers of others, or has no word of its title.
    TEXT_OF_OTHER_PAGES = "text.of_other_pages"
    #: Trailing or leading leftovers were removed from a plain-text page.
    TEXT_LEFTOVERS_REMOVED = "text.leftovers_removed"
    #: The time of publication was given without a zone; UTC was assumed.
    PUBLISHED_ZONE_ASSUMED = "published.zone_assumed"
    #: The time of modification was given without a zone; UTC was assumed.
    MODIFIED_ZONE_ASSUMED = "modified.zone_assumed"
    #: More links than `limits.MAX_LINKS`.
    LINKS_TRUNCATED = "links.truncated"
    #: More images than `limits.MAX_IMAGES`.
    IMAGES_TRUNCATED = "images.truncated"
    #: The feed has more entries than `limits.MAX_ENTRIES`; the rest was not read.
    ENTRIES_TRUNCATED = "entries.truncated"
    #: A block of JSON-LD could not be read.
    JSON_LD_INVALID = "json_ld.invalid"
    #: A selector of the site's corrections found nothing of use; parse's own value stands.
    SITE_SELECTOR_UNMATCHED = "site.selector_unmatched"
    #: The page has no main text at all.
    NO_CONTENT = "no_content"


def flag_values(flags: Iterable[Flag]) -> list[str]:
    """Return the values of `flags`, once each."""
    return list(dict.fromkeys(flag.value for flag in flags))
