"""Formulas in a text: once each, in their line."""

# ruff: noqa: E501  # pages in few lines
from __future__ import annotations

import pytest

from worker.parse import parse

FIRST = "The harbour bridge will close to all traffic in June so that engineers can replace the cables that hold it up."
SECOND = "Ferries will run every ten minutes from both banks, and a temporary footbridge opens to everyone in May."
TEX = '<annotation encoding="application/x-tex">{}</annotation>'
ROOT = "<semantics><msqrt><mi>k</mi></msqrt>" + TEX.format(r"\sqrt{k}") + "</semantics>"


def text_of(formula):
    body = f"<article><h1>Ropes</h1><p>{FIRST}</p><p>The strain {formula} is what a rope of the bridge bears on each day.</p><p>{SECOND}</p></article>"
    return parse(f"<html><body>{body}</body></html>".encode()).text.split("\n")


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("<math><mi>E</mi><mo>=</mo><mi>m</mi>\n<msup><mi>c</mi><mn>2</mn></msup></math>", "E=mc2"),
        ('<math alttext="{\\textstyle k}"><mi>k</mi></math>', "{\\textstyle k}"),
        (f'<math display="block">{ROOT}</math>', r"\sqrt{k}"),
        (
            f'<span class="katex"><span class="katex-mathml"><math>{ROOT}</math></span><span class="katex-html" aria-hidden="true"><span class="base"><span class="mord">√</span><span>k</span></span></span></span>',
            r"\sqrt{k}",
        ),
        (
            '<mjx-container class="MathJax" jax="CHTML"><mjx-math aria-hidden="true"><mjx-mi><mjx-c>k</mjx-c></mjx-mi></mjx-math><mjx-assistive-mml unselectable="on"><math><mi>k</mi></math></mjx-assistive-mml></mjx-container>',
            "k",
        ),
        (
            '<span class="MathJax_Preview"></span><span class="MathJax" id="MathJax-Element-1-Frame"><nobr aria-hidden="true"><span class="math">kk</span></nobr><span class="MJX_Assistive_MathML"><math><mi>k</mi></math></span></span><script type="math/tex">k</script>',
            "k",
        ),
        (r'<script type="math/tex">\frac{k}{2}</script>', r"\frac{k}{2}"),
        (
            '<span class="mwe-math-element"><span style="display: none;"><math alttext="k_1"><mi>k</mi></math></span><img src=/k.svg alt="k_1"></span>',
            "k_1",
        ),
    ],
)  # fmt: skip
def test_a_formula_is_there_once_and_in_its_line(formula, shown):
    assert text_of(formula) == [FIRST, f"The strain {shown} is what a rope of the bridge bears on each day.", SECOND]


@pytest.mark.parametrize(
    "words",
    [
        r"\(a^2\) or $a^2$",
        '<span class="katex"><span class="katex-html" aria-hidden="true">a²</span></span>',
        '<span aria-hidden="true">a²</span>',
        "<i>a</i><sup>2</sup>",
    ],
)
def test_what_is_written_without_a_second_copy_stays(words):
    shown = {"<i>a</i><sup>2</sup>": "a2", r"\(a^2\) or $a^2$": r"\(a^2\) or $a^2$"}.get(words, "a²")
    assert f"The strain {shown} is what" in text_of(words)[1]
