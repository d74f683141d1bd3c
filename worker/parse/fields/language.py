"""Language tags as pages write them, to BCP 47."""

from __future__ import annotations

import re
from typing import Final

_TAG: Final = re.compile(r"^([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:[-_.@;].*)?$", re.IGNORECASE)
#: Subtags that say nothing, and mistakes that are common enough to mend (a country's code for its language's).
_NOTHING: Final = frozenset({"und", "zxx", "mul", "mis", "xx"})
_MENDED: Final = {"iw": "he", "in": "id", "ji": "yi", "jp": "ja", "cz": "cs", "gr": "el", "dk": "da", "eng": "en"}
_NAMES: Final = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es",
    "español": "es", "italian": "it", "portuguese": "pt", "russian": "ru", "chinese": "zh", "japanese": "ja",
    "korean": "ko", "arabic": "ar", "dutch": "nl", "polish": "pl", "turkish": "tr",
}  # fmt: skip


def normalise_language(value: str | None) -> str | None:
    """Return the BCP 47 tag (RFC 5646, 2.1.1) that `value` means: ``en_us`` gives ``en-US``; None where it means none."""
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
    language = _MENDED.get(language.lower(), language.lower())
    if language in _NOTHING:
        return None
    tag = language
    if script:
        tag += "-" + script.title()
    if region:
        tag += "-" + region.upper()
    return tag
