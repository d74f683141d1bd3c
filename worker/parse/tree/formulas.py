"""Formulas as text in the line: pages hold each two or three times, as MathML, as TeX and as it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from worker.parse.common.limits import MAX_ELEMENTS, MAX_SUMMARY_CHARS

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Elements of MathJax in the line; as unknown elements they would be blocks.
_CONTAINERS: Final = ("mjx-container", "mjx-assistive-mml")
#: Elements up from a <math> that may stand beside its drawn copy, or be hidden with it.
_LEVELS: Final = 2
#: Parts of a <math> that repeat it in another notation.
_ANNOTATIONS: Final = frozenset({"annotation", "annotation-xml"})


def simplify_formulas(root: _Element, source: str) -> None:
    """Leave one copy of each formula under `root`, the text of its <math> or of MathJax's script; `source` is the page."""
    if "<math" in source:
        for math in list(root.iter("math"))[:MAX_ELEMENTS]:
            _leave_math_alone(math)
        for container in list(root.iter(*_CONTAINERS)):
            container.tag = "span"
    if "math/tex" in source:
        for script in list(root.iter("script")):
            if (script.get("type") or "").startswith("math/tex") and not _is_drawn(script):
                script.tag = "math"


def _leave_math_alone(math: _Element) -> None:
    text = " ".join((math.get("alttext") or _tex(math) or _symbols(math))[:MAX_SUMMARY_CHARS].split())
    math.clear(keep_tail=True)
    math.text = text
    place = math
    for _ in range(_LEVELS):
        for beside in (place.getprevious(), place.getnext()):
            # KaTeX and MathJax hide what they draw from screen readers, which read the <math>.
            if beside is not None and beside.get("aria-hidden") == "true":
                beside.clear(keep_tail=True)
                beside.tag = "span"
        outer = place.getparent()
        if outer is None or outer.tag not in {"span", *_CONTAINERS}:
            break
        outer.attrib.pop("style", None)
        place = outer


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
