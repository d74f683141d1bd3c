"""CSS selectors as XPath expressions that libxml2 evaluates in bounded time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cssselect

if TYPE_CHECKING:
    from cssselect.xpath import XPathExpr


class Translator(cssselect.HTMLTranslator):
    """Translates `a b` to `b[ancestor::a]`, and other combinators so that no element is collected twice.

    The usual translation, `a/descendant::b`, collects `b` once for each `a` around it, and libxml2 compares what it collects
    pairwise: ``div div div p`` takes minutes on a page with 20,000 elements.
    """

    def xpath_descendant_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        """Translate `left right`."""
        if left.path or right.path:
            return super().xpath_descendant_combinator(left, right)
        return right.add_condition(f"ancestor::{left}")

    def xpath_child_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        """Translate `left > right`."""
        if left.path or right.path:
            return super().xpath_child_combinator(left, right)
        return right.add_condition(f"parent::{left}")

    def xpath_direct_adjacent_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        """Translate `left + right`."""
        if left.path or right.path:
            return super().xpath_direct_adjacent_combinator(left, right)
        return right.add_condition(f"preceding-sibling::*[1][self::{left}]")

    def xpath_indirect_adjacent_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        """Translate `left ~ right`."""
        if left.path or right.path:
            return super().xpath_indirect_adjacent_combinator(left, right)
        # What follows any of them follows the first of them.
        first = left.add_condition(f"not(preceding-sibling::{left}[1])")
        return super().xpath_indirect_adjacent_combinator(first, right)
