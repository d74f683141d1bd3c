"""Shortcodes of page builders, which are shown as text where the builder is gone: ``[vc_row][vc_column width="1/2"]``.

Text may also be about them, so a code goes only where prose has none: at the ends of a line, close around words with its
end, or next to another code.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final, NamedTuple

#: How the codes of a builder or a theme begin: WPBakery, Divi, Avada, Enfold, Cornerstone, Flatsome, Salient, Bridge, The7,
#: Jupiter, Tatsu, King Composer, Bold, Shortcodes Ultimate, and their add-ons.
_FAMILIES: Final = (
    "vc|wpb|et_pb|fusion|av|cs|ux|nectar|qode|eltdf|edgtf|mkdf|dt|mk|tatsu|kc|bt_bb|su|cmsms|themify|thrive|ultimate"
)
#: Codes with names that no word has.
_NAMES: Final = (
    "rev_slider|layerslider|contact-form-7|wpforms|gravityform|ninja_form|mc4wp_form|wp_caption|metaslider"
    "|(?:one|two|three|four)_(?:half|third|fourth|fifth|sixth)(?:_last|_first)?"
)
#: Codes that are words; they count only with an attribute, or as the end of such a code.
_WORDS: Final = (
    "caption|gallery|playlist|embed|audio|video|button|columns?|row|section|tabs?|toggle|accordion|dropcap|highlight"
)
_KNOWN: Final = rf"(?:{_FAMILIES})_[a-z][a-z0-9_]{{1,40}}+|{_NAMES}"
#: characters; the attributes of a code (those of a row with a picture behind it have some 500).
_ATTRIBUTES: Final = r"[^\[\]]{0,2000}+"
_CODE: Final = re.compile(
    rf"(?<!\w)\[(?P<known>{_KNOWN})(?:[\s/]{_ATTRIBUTES})?\]"
    rf"|(?<!\w)\[(?P<word>{_WORDS})\s[^\[\]=]{{0,200}}+={_ATTRIBUTES}\]"
    rf"|\[/(?P<end>{_KNOWN}|{_WORDS})\]"
)
#: Codes around something other than text: markup in base64, or an address.
_OPAQUE: Final = re.compile(
    rf"\[(vc_raw_html|vc_raw_js|fusion_code|embed|audio|video)(?:\s{_ATTRIBUTES})?\][^\s\[\]]{{0,20000}}+\[/\1\]"
)
_SPACES: Final = re.compile(" {2,}")
#: What may stand before a code that ends a line, unless the line is about the code.
_SENTENCE_ENDS: Final = ".!?…:;\"'”’»)。！？"  # noqa: RUF001  # signs as Chinese has them


class _Code(NamedTuple):
    start: int
    end: int
    name: str
    is_end: bool
    has_attributes: bool


def strip_shortcodes(text: str) -> str:
    """Return `text` without the shortcodes of page builders; lines of nothing else go."""
    if "[" not in text or not _CODE.search(text):
        return text
    lines = ((line, _stripped(line) if "[" in line else line) for line in text.split("\n"))
    return "\n".join(after for before, after in lines if after or not before)


def _stripped(line: str) -> str:
    line = _OPAQUE.sub(" ", line).strip(" ")
    codes = [_code(found) for found in _CODE.finditer(line)]
    partners = _partners(codes)
    going: set[int] = set()
    for chain in _chains(line, codes):
        if _is_no_prose(line, [codes[at] for at in chain]):
            going.update(chain)
    for start, end in partners.items():
        if {start, end} & going or (_is_close(line, codes[start].end) and _is_close(line, codes[end].start - 1)):
            going |= {start, end}
    parts, at = [], 0
    for index in sorted(going):
        code = codes[index]
        parts.append(line[at : code.start])
        at = code.end
        # A column that begins where another ended parts their words.
        if not code.is_end and line[code.start - 1 : code.start] == "]":
            parts.append(" ")
    return _SPACES.sub(" ", "".join([*parts, line[at:]])).strip(" ") if going else line


def _code(found: re.Match[str]) -> _Code:
    name = found["known"] or found["word"] or found["end"]
    return _Code(found.start(), found.end(), name, bool(found["end"]), "=" in found[0])


def _partners(codes: list[_Code]) -> dict[int, int]:
    """Return the index of the end of each code that has one."""
    found: dict[int, int] = {}
    started: dict[str, list[int]] = {}
    for index, code in enumerate(codes):
        if not code.is_end:
            started.setdefault(code.name, []).append(index)
        elif started.get(code.name):
            found[started[code.name].pop()] = index
    return found


def _chains(line: str, codes: list[_Code]) -> list[list[int]]:
    """Return the indexes of the codes, those with nothing but spaces between them together."""
    chains: list[list[int]] = []
    for index, code in enumerate(codes):
        if chains and not line[codes[index - 1].end : code.start].strip():
            chains[-1].append(index)
        else:
            chains.append([index])
    return chains


def _is_no_prose(line: str, chain: list[_Code]) -> bool:
    """Tell whether a chain of codes is where no sentence would have it."""
    before, after = line[: chain[0].start], line[chain[-1].end :]
    if len(chain) > 1 and any(one.end == other.start for one, other in pairwise(chain)):
        return True
    code = chain[0]
    is_plain = len(chain) == 1 and not code.has_attributes
    if not before:
        # A sentence may begin with it: [vc_row] is the code of a row.
        return not (is_plain and after[:1] == " " and after[1:2].islower())
    if not after:
        # Or end with it: Begin with [vc_row]
        return code.is_end or not is_plain or before.rstrip(" ")[-1:] in _SENTENCE_ENDS
    return False


def _is_close(line: str, at: int) -> bool:
    """Tell whether there is a character at `at` that is no space."""
    return 0 <= at < len(line) and not line[at].isspace()
