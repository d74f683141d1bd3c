from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiremill.terminal import clean, clean_json

#: Text in which what terminals act on is frequent.
_WILD = st.text(st.one_of(st.characters(), st.sampled_from("\x1b\x9b\x9d\x07[]0;31mABhl?\\\n\t\u202e\u2066")))


@given(_WILD)
def test_no_control_character_is_left(text):
    assert not [char for char in clean(text) if unicodedata.category(char) in {"Cc", "Cs"}]
    assert not set(clean(text)) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(_WILD)
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


@given(_WILD)
def test_lines_stay_lines_where_asked(text):
    assert clean(text, lines=True).count("\n") <= text.count("\n")


@given(st.recursive(_WILD.filter(lambda text: text.encode("utf-8", "ignore").decode() == text), st.lists))
def test_json_stays_equal_and_loses_what_terminals_act_on(value):
    written = json.dumps(value, ensure_ascii=False)

    safe = clean_json(written)

    assert json.loads(safe) == value
    assert not set(safe) & set("\x1b\x7f\x9b\x9d\u202e")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain", "plain"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("a\x1b]0;title\x07b", "ab"),
        ("a\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "alink"),
        ("a\x1bPq#0\x1b\\b", "ab"),
        ("two\r\nlines\there", "two lines here"),
        ("back\b\b\b\bspace", "backspace"),
        ("zero\x00byte", "zerobyte"),
        ("\u202eevil", "evil"),
        ("Zürich 東京 👩\u200d🚀", "Zürich 東京 👩\u200d🚀"),
        ("[bold]not markup[/bold]", "[bold]not markup[/bold]"),
        ("\ud800", "\ufffd"),
    ],
)
def test_what_a_person_sees(text, seen):
    assert clean(text) == seen
