"""No regular expression takes more than time linear in what it is given, unless that is short for sure.

A text that means harm repeats what a pattern nearly matches; so does each text here, once short and once four times as long.
"""

# ruff: noqa: E501  # many short strings
from __future__ import annotations

import re
import time
from typing import NamedTuple

import pytest
from patterns import ALL, Found, patterns

#: characters of the texts by which most patterns are seen to be linear, and of those that decide about the others.
QUICK = (400, 1_600)
SURE = (4_000, 16_000)
#: How many times as long the longer text takes: a linear pattern 4 times, a quadratic one up to 16.
SUSPECT, QUADRATIC = 5.5, 8.0
#: seconds of CPU; a quadratic pattern takes longer for the longer text of `QUICK`.
UNSEEN = 0.0002
#: Times that a pattern is measured before it is told to be quadratic, since other processes disturb.
ROUNDS = 3
#: seconds of CPU that a pattern of `BOUNDED` may take for its longest text.
SOON = 0.2
#: Patterns that are not linear but only ever see a short text, and the characters that it has at most.
BOUNDED = {
    "name_context._SENTENCE_START": 30,  # so much before a name is looked at
    "credits._patterns[line_start]": 500,  # `HEAD`
    "dateline._CASED": 120,  # `MAX_LINE_CHARACTERS`
    "dateline._UNCASED": 120,
    "lines._COUNT": 340,  # lines of at most 14 words, and `count_words` takes 24 characters for one at the most
    "lines._BREADCRUMBS": 340,
    "reason._SEPARATORS": 300,  # `_title_parts` passes over longer titles
    "notices.ERROR_TITLE": 80,  # `_TITLE_CHARS`
    "names._TAIL": 600,  # `clean_name` cuts
    "country_names._PARENTHESES": 100,  # names of countries in CLDR
}
UNITS = [
    *("a", "A", "1", " ", "\n", "\t ", "\xa0", "\x0b", "\x0b ", "<", ">", '"', "'", "\\", '\\"', "&", "&a;", "&amp;", "-", "- ", "_", ".", ","),
    *(":", ": ", ";", "|", " | ", "/", "//", "/*", "*/", "=", "= ", "(", "[", "{", "}", "]", ")", "@", "#", "%", "?", "!", "$", "\u3042", "\u0430"),
    *("a ", "a.", "a. ", "a, ", "a-", "a_", "aB", "A B ", "a=", 'a="', "a:", '"a":', "1 ", "1.", "1,", "1:", "1-", "1/", "1a", "12 ", "2020-", "T1", "+1"),
    *("<a ", "<a", "</a", "<a b=", '<a b="', "<p>", "<!--", "-->", "<![CDATA[", "]]>", "<meta ", "<meta charset ", "<script ", "<script>", "<style>"),
    *("by ", "By ", "and ", " & ", " and ", "http://", "https://a.", "www.", "a@a.", "x/", "\u00a9", "\u2014 ", "\u00bb ", "> ", "ago ", "am ", "pm "),
    *("1 Jan ", "Jan ", "1. Mai ", "1/1/2020 ", "12:00 ", "GMT", "UTC+", "+01:00", "2020", "20200101", "\u5e74", "1\u5e74", "\u0660"),
    *("window.STATE ", "window.", "JSON.parse(", "undefined,", "a:undefined", "__next_f.push([", "1:T", "{a:", '{"a":', "charset=", "encoding="),
    *("not found ", "page ", "the page ", "error ", "404 ", "javascript ", "cookie ", "more ", "read ", "share ", "comment ", "version ", "jsonfeed"),
    *("Aa ", "of ", "the ", "said ", "1 a ", "a/", "March ", "March 1 ", "1 March ", "2024 ", "$1", "Reuters ", "(Reuters) ", " - ", "A.B.", "a\n"),
]  # fmt: skip
#: Of the plainest units, and what else may stand before and behind them.
STARTED = [" ", "\n", "a", "A", "1", ".", "-", "/", "<"]
STARTS = ["a", "1", "(", "by ", "<a ", '<a b="']
END = "\x01"


class Text(NamedTuple):
    """What is repeated, and what stands before and behind it."""

    start: str
    unit: str
    end: str

    def of(self, length, kind):
        text = self.start + self.unit * (length // len(self.unit)) + self.end
        return text.encode() if kind is bytes else text


def texts(found):
    ends = ("", END) if "fullmatch" in found.methods or "$" in str(found.pattern.pattern) else ("",)
    for end in ends:
        yield from (Text("", unit, end) for unit in UNITS)
        yield from (Text(start, unit, end) for unit in STARTED for start in STARTS)


def seconds(found, text, length, times=1):
    """Return the CPU that all that is done with a pattern takes on a text, the least of several times."""
    given = text.of(length, type(found.pattern.pattern))
    taken = []
    for _ in range(times):
        began = time.process_time()
        for method in found.methods:
            if method == "search":
                for _ in found.pattern.finditer(given):
                    pass
            else:
                getattr(found.pattern, method)(given)
        taken.append(time.process_time() - began)
    return min(taken)


def is_quadratic(found, text):
    long = seconds(found, text, QUICK[1])
    if long < UNSEEN or long < SUSPECT * seconds(found, text, QUICK[0], 3):
        return False
    return all(seconds(found, text, SURE[1], 2) > QUADRATIC * seconds(found, text, SURE[0], 3) for _ in range(ROUNDS))


@pytest.mark.parametrize("name", sorted(patterns().keys() - BOUNDED.keys()))
@pytest.mark.timeout(60)
def test_a_pattern_takes_linear_time(name):
    found = patterns()[name]

    for text in texts(found):
        assert not is_quadratic(found, text), f"with {text}"


@pytest.mark.parametrize("name", BOUNDED)
@pytest.mark.timeout(60)
def test_a_pattern_for_short_texts_is_done_with_the_longest_soon(name):
    found = patterns()[name]

    for text in texts(found):
        assert seconds(found, text, BOUNDED[name]) < SOON, f"with {text}"


@pytest.mark.parametrize(
    ("pattern", "quadratic"),
    [
        (r"\s+-", True),
        (r"\s{0,50}-", False),
        (r"[aeiou]+$", True),
        (r"(?<![aeiou])[aeiou]++$", False),
        (r"\S+@\S+", True),
        (r"<b>.*?</b>", True),
        (r"a|b|c", False),
    ],
)
@pytest.mark.timeout(60)
def test_a_quadratic_pattern_is_told_from_a_linear_one(pattern, quadratic):
    found = Found(re.compile(pattern), frozenset({"search"}))
    units = (Text("", unit, end) for unit in ("<b>", " ", "a") for end in ("", END))

    assert any(is_quadratic(found, text) for text in units) == quadratic


def test_patterns_are_found_wherever_they_stand():
    found = patterns()

    for name in (
        "site_affixes.SEPARATOR",  # of a module
        "snippets._CODE_END[script]",  # in a dict
        "speech_verbs.speech_verbs[en]",  # made for a language
        "credits._patterns[line_end]",  # a field of what a function returns
        "names.date_names[ru][after_day]",
        r"lines: \n[ \t]*\n",  # within a function
    ):
        assert name in found
    assert found["sentinel._URL"].methods == {"fullmatch"}
    assert found["credits._patterns[line_end]"].methods == ALL
