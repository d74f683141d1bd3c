"""Parsing of HTML to lxml's tree, within limits.

`huge_tree` is on deliberately: when it is off, libxml2 drops everything after an element 256 levels deep or a text of
10 MB. When it is on, libxml2 stops at 2,048 levels. The limits that it lifts are enforced here instead: on the size of the
body, the attributes of a tag, and the depth. A page that is too deep is flattened and parsed again. libxml2's HTML parser
loads no DTD, expands no entity but HTML's own characters, and opens no connection.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from worker.parse.common.flags import Flag
from worker.parse.common.limits import ATTRIBUTE_CHECK_MIN_BYTES, MAX_ATTRIBUTES

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Control characters that HTML forbids; they are removed. Carriage return and form feed become newlines.
_CONTROLS: Final = bytes(sorted(set(range(0x20)) - {0x09, 0x0A, 0x0C, 0x0D})) + b"\x7f"
_NEWLINES: Final = bytes.maketrans(b"\x0c\x0d", b"\n\n")
#: An attribute and a start tag, as the HTML tokenizer reads them (13.2.5.32 and on). Matching is linear, because the
#: quantifiers are possessive.
_ATTRIBUTE: Final = rb"""(?:[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+)"""
_START_TAG: Final = rb"<[a-zA-Z][^\s/>]*+"
#: A page up to its first start tag with too many attributes. One match reads every byte once.
_WITHIN_LIMIT: Final = re.compile(
    rb"(?:[^<]++|<(?![a-zA-Z])|%b%b{0,%d}+(?!%b))*+" % (_START_TAG, _ATTRIBUTE, MAX_ATTRIBUTES - 1, _ATTRIBUTE)
)
_START_TAG_BEYOND_LIMIT: Final = re.compile(rb"%b%b{%d}" % (_START_TAG, _ATTRIBUTE, MAX_ATTRIBUTES))
#: The rest of a tag with too many attributes.
_REST_OF_TAG: Final = re.compile(rb"""(?:[^>"']++|"[^"]*+"|'[^']*+'|["'])*+""")
#: Tags that nest without adding to the text. They are removed from a page that is nested too deeply.
_CONTAINER_TAGS: Final = re.compile(
    rb"(?:</?(?!(?:p|h[1-6]|title|meta|link|script|style|br|head|html|body|base|noscript)[\s/>])[a-zA-Z][^<>]*+>\s*+)++",
    re.IGNORECASE,
)
_LIMIT_ERROR: Final = int(etree.ErrorTypes.ERR_RESOURCE_LIMIT)
_MISMATCH_ERROR: Final = int(etree.ErrorTypes.ERR_TAG_NAME_MISMATCH)
#: libxml2's message for a </button> inside an element that the button contains.
_BUTTON_MISMATCH: Final = "mismatch: button and "
_NEVER_IN_BUTTON: Final = (
    "button",
    "main",
    "article",
    "section",
    "nav",
    "footer",
    "form",
    "h1",
    "h2",
    "p",
    "table",
    "a",
)
_BLOCK_TAG: Final = re.compile(rb"</?(?:div|section|article|main|td|tr|li|ul|ol|table|dl|dd|dt)\b", re.IGNORECASE)


def load(body: bytes) -> tuple[_Element | None, list[Flag]]:
    """Parse `body` (UTF-8), a second time without nesting if it is too deep. The root is None if there is no element."""
    body = body.translate(_NEWLINES, _CONTROLS)
    flags: list[Flag] = []
    if len(body) > ATTRIBUTE_CHECK_MIN_BYTES and not _WITHIN_LIMIT.fullmatch(body):
        body = _strip_attributes(body)
        flags.append(Flag.ATTRIBUTES_DROPPED)
    root, limited = _parse(body)
    if limited:
        flags.append(Flag.DEPTH_LIMITED)
        root, _ = _parse(_CONTAINER_TAGS.sub(_flattened, body))
    return root, flags


def _parse(body: bytes) -> tuple[_Element | None, bool]:
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True, default_doctype=False
    )
    try:
        root: _Element | None = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return None, False
    limited = unclosed = False
    for error in parser.error_log:
        if error.type == _LIMIT_ERROR:
            limited = True
        elif error.type == _MISMATCH_ERROR and _BUTTON_MISMATCH in error.message:
            unclosed = True
    if root is not None and root.getnext() is not None:
        _join_roots(root)
    if root is not None and unclosed:
        _unwrap_buttons(root)
    return root, limited


def _unwrap_buttons(root: _Element) -> None:
    """Turn buttons into plain containers if they contain elements that HTML forbids in a button.

    </button> ends a button even if elements inside it are open (HTML standard, 13.2.6.4.7). In libxml2 an open <div>
    keeps the button open, so that it swallows the rest of the page.
    """
    for button in list(root.iter("button")):
        if next(button.iterdescendants(*_NEVER_IN_BUTTON), None) is not None:
            button.tag = "div"


def _join_roots(root: _Element) -> None:
    """Move what follows </html> into the body, as browsers do; libxml2 makes a second root of it."""
    body = root.find("body")
    target = root if body is None else body
    for other in list(root.itersiblings()):
        if not isinstance(other.tag, str):
            continue
        for child in other:
            inner = list(child) if child.tag in {"head", "body"} else [child]
            if child.tag in {"head", "body"} and child.text and child.text.strip():
                paragraph = etree.SubElement(target, "p")
                paragraph.text = child.text
            target.extend(inner)


def _flattened(tags: re.Match[bytes]) -> bytes:
    return b"<p>" if _BLOCK_TAG.search(tags[0]) else b" "


def _strip_attributes(body: bytes) -> bytes:
    """Return `body` with the tags that have too many attributes stripped of all of them."""
    parts: list[bytes] = []
    at = 0
    while True:
        within_limit = _WITHIN_LIMIT.match(body, at)
        end = within_limit.end() if within_limit else at
        parts.append(body[at:end])
        found = _START_TAG_BEYOND_LIMIT.match(body, end)
        if not found:
            parts.append(body[end:])
            return b"".join(parts)
        name = re.match(rb"<[a-zA-Z][^\s/>]{0,40}", found[0])
        parts.append(name[0] if name else b"<x")
        rest = _REST_OF_TAG.match(body, found.end())
        at = rest.end() if rest else found.end()
