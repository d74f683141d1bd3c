"""No regular expression of parse takes more than time linear in what it is given."""

# ruff: noqa: E501  # many short strings
from __future__ import annotations

import importlib
import re
import time

import pytest

MODULES = (
    "text.charset",
    "text.charset_detection",
    "maintext.structured_text",
    "feeds.xml_feed",
    "plain.lines",
    "nocontent.reason",
    "nocontent.notices",
    "plain.plain_text",
    "text.sniff",
    "maintext.states",
    "tree.load",
    "tree.xhtml",
)
#: characters; a pattern that is quadratic takes seconds for these, a linear one some milliseconds.
LENGTH = 20_000
#: seconds of CPU for one input.
SOON = 0.8
#: Patterns that only ever see a short text, and the characters that it has at most.
BOUNDED = {
    "plain.lines._CRUMB": 400,  # lines of at most 14 words (`count_words` takes 24 characters for one at the most)
    "plain.lines._CRUMBS": 400,
    "plain.lines._COUNT": 400,
    "plain.lines._LABELS": 400,
    "plain.lines._APPEALS": 800,  # 30 words
    "plain.lines._AGO": 800,
    "plain.lines._TIME": 800,
    "plain.plain_text._BYLINE": 800,
    "nocontent.reason._SEPARATORS": 300,  # titles
    "nocontent.notices.ERROR_TITLE": 80,
    "nocontent.notices.ERROR_MARK": 80,
    "nocontent.notices.LOGIN_TITLE": 80,
    "nocontent.notices.CONSENT_TITLE": 300,
    "nocontent.notices.SITEMAP": 300,
    "nocontent.notices.DIRECTORY": 300,
    "nocontent.notices.NOT_FOUND": 1_000,
    "nocontent.notices.SCRIPT_NEEDED": 4_000,
    "nocontent.notices.SCRIPT_VERB": 4_000,
    "nocontent.notices.CONSENT_WORD": 4_000,
    "nocontent.notices.CHALLENGE": 4_000,  # a text of less than 150 words
}
#: Patterns that are only matched at a place, never searched for.
MATCHED = {
    "text.sniff._OPENING",
    "text.sniff._JSON_FEED",
    "maintext.states._STRING",
    "tree.load._CROWDED",
    "tree.load._REST",
    "text.charset_detection._ESCAPED",
    "maintext.states._ROW",
    "tree.load._SOUND",
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
]  # fmt: skip
STARTS = ["", "<a ", '<a b="', "by "]


def patterns() -> dict[str, re.Pattern[str] | re.Pattern[bytes]]:
    found = {}
    for module in MODULES:
        for name, value in vars(importlib.import_module(f"worker.parse.{module}")).items():
            pattern = getattr(value, "__self__", value)
            if isinstance(pattern, re.Pattern):
                found[f"{module}.{name}"] = pattern
    return found


@pytest.mark.parametrize("name", patterns())
@pytest.mark.timeout(60)
def test_a_pattern_takes_linear_time(name):
    pattern = patterns()[name]
    for unit in UNITS:
        # More than one start for the plainest units only, or this would take minutes.
        for start in STARTS if len(unit) == 1 else ("",):
            text = start + unit * (BOUNDED.get(name, LENGTH) // len(unit))
            given = text.encode() if isinstance(pattern.pattern, bytes) else text
            began = time.process_time()
            pattern.match(given)
            pattern.fullmatch(given)
            if name not in MATCHED:
                for _ in pattern.finditer(given):
                    pass
            assert time.process_time() - began < SOON, f"{start!r} and {unit!r} again and again"
