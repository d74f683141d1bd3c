"""Formulas as text in the line: pages hold each two or three times, as MathML, as TeX and as it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from worker.parse.common.limits import MAX_SUMMARY_CHARS

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Elements up from a <math> that its drawn copy may follow.
_LEVELS: Final = 2
#: Parts of a <math> that repeat it in another notation.
_ANNOTATIONS: Final = frozenset({"annotation", "annotation-xml"})


def formula_text(element: _Element) -> str:
    """Return the formula in a <math> or in a script of MathJax; nothing if it is no formula, or one that is drawn elsewhere.

    What KaTeX draws after a <math> is emptied.
    """
    if element.tag == "script":
        is_formula = (element.get("type") or "").startswith("math/tex") and not _is_drawn(element)
        return _in_line(element.text or "") if is_formula else ""
    _empty_copies(element)
    return _in_line(element.get("alttext") or _tex(element) or _symbols(element))


def is_drawn_copy(element: _Element) -> bool:
    """Tell whether an element is what MathJax draws before the <math> that screen readers read."""
    after = element.getnext()
    return element.get("aria-hidden") == "true" and after is not None and next(after.iter("math"), None) is not None


def _in_line(text: str) -> str:
    return " ".join(text[:MAX_SUMMARY_CHARS].split())


def _empty_copies(math: _Element) -> None:
    place: _Element | None = math
    for _ in range(_LEVELS):
        after = None if place is None else place.getnext()
        # KaTeX hides what it draws from screen readers, which read the <math>.
        if after is not None and after.get("aria-hidden") == "true":
            after.clear(keep_tail=True)
        place = None if place is None else place.getparent()
        if place is None or place.tag != "span":
            return


def _tex(math: _Element) -> str | None:
    """Return the annotation of a <math> in TeX."""
    for note in math.iter("annotation"):
        if "tex" in (note.get("encoding") or "").lower() and note.text:
            return note.text
    return None


def _symbols(math: _Element) -> str:
    return "".join(element.text.strip() for element in math.iter() if element.text and element.tag not in _ANNOTATIONS)


def _is_drawn(script: _Element) -> bool:
    """Tell whether MathJax has drawn the formula of a script, in an element before it."""
    before = script.getprevious()
    return before is not None and "MathJax" in (before.get("class") or "") and bool(len(before) or before.text)
