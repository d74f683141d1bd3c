"""A selector: CSS, or XPath after ``xpath:``, compiled once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import cssselect
from lxml import etree

from worker.parse.common.strings import word_set
from worker.parse.sites.css import Translator

if TYPE_CHECKING:
    from lxml.etree import XPath, _Element

_XPATH: Final = "xpath:"
_LITERAL: Final = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_CALL: Final = re.compile(r"(?<![\w.:-])([A-Za-z_][\w.:-]*+)\s*+\(")
_PREFIX: Final = re.compile(r"(?<![\w.:-])([A-Za-z_][\w.-]*+):(?!:)")
#: The functions of XPath 1.0 (W3C Recommendation, section 4), its node tests (2.3), and its operators that a parenthesis may
#: follow. libxml2 has more functions, and would miss an unknown one only on a page where it is reached.
_CALLED: Final = word_set(
    "last position count id local-name namespace-uri name string concat starts-with contains substring-before",
    "substring-after substring string-length normalize-space translate boolean not true false lang number sum floor",
    "ceiling round comment text processing-instruction node and or div mod",
)


class SelectorError(ValueError):
    """A selector is no valid CSS or XPath, or does not select elements; the message says why."""


class Selector(NamedTuple):
    """A compiled selector."""

    #: As it is written in the file.
    text: str
    xpath: XPath

    def find(self, root: _Element) -> list[_Element | str]:
        """Return what is selected in the document of `root`, in document order: elements, or with XPath also texts."""
        try:
            found = self.xpath(root)
        except etree.XPathError:  # out of memory or depth on this page; what is wrong with the selector is found before
            return []
        return [each for each in found if isinstance(each, str) or isinstance(getattr(each, "tag", None), str)]


def compile_selector(text: str) -> Selector:
    """Compile a selector.

    Raises:
        SelectorError: it is not valid, or does not select elements.
    """
    if text.startswith(_XPATH):
        return Selector(text, _compile_xpath(text.removeprefix(_XPATH).strip()))
    return Selector(text, _compile_xpath(_from_css(text)))


def _from_css(text: str) -> str:
    try:
        selectors = cssselect.parse(text)
        for selector in selectors:
            if selector.pseudo_element:
                raise SelectorError(
                    f"selects the pseudo-element ::{selector.pseudo_element}, which is no element of the page"
                )
        translator = Translator()
        return " | ".join(translator.selector_to_xpath(selector) for selector in selectors)
    except cssselect.SelectorError as error:
        hint = "; XPath begins with 'xpath:'" if text.lstrip().startswith(("/", "(", ".//", "@")) else ""
        raise SelectorError(f"is no CSS: {error}{hint}") from error
    except RecursionError as error:
        raise SelectorError("is nested too deeply") from error


def _compile_xpath(text: str) -> XPath:
    bare = _LITERAL.sub("''", text)
    if "$" in bare:
        raise SelectorError("has a variable, and there are none")
    for call in _CALL.finditer(bare):
        if call[1].rpartition("::")[2] not in _CALLED:
            raise SelectorError(f"calls {call[1]}(), which is no function of XPath 1.0")
    if prefix := _PREFIX.search(bare):
        raise SelectorError(f"has the prefix {prefix[1]!r}, and elements of HTML have none")
    try:
        compiled = etree.XPath(text, regexp=False, smart_strings=False)
        result = compiled(etree.Element("html"))
    except etree.XPathError as error:
        raise SelectorError(f"is no XPath: {error}") from error
    except (ValueError, RecursionError) as error:  # a control character
        raise SelectorError(f"is no XPath: {error}") from error
    if not isinstance(result, list):
        raise SelectorError(f"gives a {_KINDS.get(type(result), 'value')}, not elements")
    return compiled


_KINDS: Final[dict[type, str]] = {bool: "truth value", float: "number", str: "text"}
