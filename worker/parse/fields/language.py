"""The language that a page declares, as a BCP 47 tag."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from worker.parse.common.provenance import Provenance
    from worker.parse.fields.sources import FieldSources

_TAG: Final = re.compile(r"^([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:[-_.@;].*)?$", re.IGNORECASE)
#: Subtags that name no language.
_UNDEFINED: Final = frozenset({"und", "zxx", "mul", "mis", "xx"})
#: Common mistakes: outdated codes, and codes of countries instead of languages.
_CORRECTIONS: Final = {"iw": "he", "in": "id", "ji": "yi", "jp": "ja", "cz": "cs", "gr": "el", "dk": "da", "eng": "en"}
_NAMES: Final = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es",
    "español": "es", "italian": "it", "portuguese": "pt", "russian": "ru", "chinese": "zh", "japanese": "ja",
    "korean": "ko", "arabic": "ar", "dutch": "nl", "polish": "pl", "turkish": "tr",
}  # fmt: skip


def find_language(sources: FieldSources, provenance: Provenance) -> str | None:
    """Return the language that the page says it is in."""
    head = sources.head
    return provenance.first(
        "declared_language",
        (
            ("json-ld", normalise_language(sources.data.text("inLanguage"))),
            ("markup", normalise_language(head.language)),
            ("opengraph", normalise_language(head.meta("og:locale"))),
            ("meta", normalise_language(head.meta("content-language", "language", "dc.language", "inlanguage"))),
        ),
    )


def normalise_language(value: str | None) -> str | None:
    """Return the BCP 47 tag (RFC 5646, 2.1.1) for `value` (``en_us`` gives ``en-US``), None if it is not a language."""
    if not value:
        return None
    first = re.split(r"[,\s]", value.strip(), maxsplit=1)[0]
    named = _NAMES.get(first.lower())
    if named:
        return named
    found = _TAG.match(first)
    if not found:
        return None
    language, script, region = found.groups()
    language = _CORRECTIONS.get(language.lower(), language.lower())
    if language in _UNDEFINED:
        return None
    tag = language
    if script:
        tag += "-" + script.title()
    if region:
        tag += "-" + region.upper()
    return tag
