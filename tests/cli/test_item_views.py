"""Items as a person sees them: topics, entities and places, in colour, whatever a page has put into their names."""

from __future__ import annotations

import io
import re

import msgspec
import pytest
from rich.cells import cell_len
from rich.console import Console

from wiremill.cli.views.item_panel import print_panel
from wiremill.cli.views.item_rows import ItemRows
from wiremill.contract.classification import Classification, Topic
from wiremill.contract.document import Document
from wiremill.contract.enrichment import (
    City,
    Country,
    Dateline,
    Enrichment,
    Entity,
    EntityId,
    Figure,
    Focus,
    Keyword,
    Quote,
    Span,
)
from wiremill.contract.item import Item, Trace

TEXT = "OSLO, May 3 - “The bridge is closed,” Ada Lind said. It cost 2.5 million kroner, 12% more than planned."
QUOTED = TEXT.index("The bridge"), TEXT.index("”")


def make(**changes):
    """Make an item that has everything, with changes in its enrichment or classification."""
    classification = Classification(
        language="en",
        language_confidence=0.99,
        page_type="article",
        page_type_confidence=0.9,
        genre="press_release",
        genre_confidence=0.7,
        topics=[
            Topic("medtop:11000000", "politics", 0.91),
            Topic("medtop:20000593", "international relations", 0.74, "medtop:11000000"),
            Topic("medtop:16000000", "conflict, war and peace", 0.6),
        ],
    )
    enrichment = Enrichment(
        fingerprint="0" * 32,
        word_count=1234,
        agency="Reuters",
        entities=[
            Entity(kind="person", name="Ada Lind", mentions=[Span(41, 49), Span(0, 4)], salience=0.6),
            Entity(
                kind="organisation",
                name="Northern Bridge Association",
                aliases=["NBA", "the Association"],
                mentions=[Span(0, 1)],
                ids=[EntityId("wikidata", "Q1")],
            ),
            Entity(kind="place", name="Oslo", mentions=[Span(0, 4)]),
            Entity(kind="event", name="Opening Day", mentions=[Span(0, 1)]),
        ],
        focus=[Focus("NO", 0.8), Focus("SE", 0.2)],
        countries=[Country("DK", "Denmark", 3)],
        cities=[City("Oslo", "NO", 3143244, 59.9, 10.7, 2)],
        dateline=Dateline(place="OSLO", country="NO", date="2024-05-03", start=0, end=12),
        quotes=[Quote(start=QUOTED[0], end=QUOTED[1], speaker="Ada Lind")],
        keywords=[Keyword("bridge", 1.0), Keyword("kroner", 0.5)],
        summary=[Span(TEXT.index("It cost"), len(TEXT))],
        figures=[
            Figure(kind="money", value=2_500_000, unit="NOK", start=61, end=81),
            Figure(kind="percentage", value=12, start=83, end=86),
        ],
    )
    parts = {"classification": classification, "enrichment": enrichment}
    for name, values in changes.items():
        parts[name] = msgspec.structs.replace(parts[name], **values)
    item = Item(
        id="0",
        intake_id="1-0",
        url="https://example.org/a",
        accepted_at="2024-05-03T00:00:01Z",
        completed_at="2024-05-03T00:00:02Z",
        document=Document(title="Bridge closes for a year", text=TEXT, published="2024-05-03T00:00:00Z"),
        extensions={"readability": {"sentences": 2}},
        trace=Trace("0" * 32, ""),
        **parts,
    )
    return msgspec.json.encode(item)


def show(data, *, width=80, color=None, panel=False):
    screen = Console(
        file=io.StringIO(), width=width, force_terminal=True, color_system=color, markup=False, emoji=False,
        highlight=False, legacy_windows=False,
    )  # fmt: skip
    if panel:
        print_panel(screen, data)
    else:
        ItemRows(screen).add(data)
    return screen.file.getvalue()


@pytest.mark.parametrize(
    ("width", "columns"),
    [
        (80, ["title", "published", "lang", "topic", "entities", "places"]),
        (100, ["title", "published", "lang", "topic", "entities", "places"]),
        (120, ["title", "published", "lang", "type", "topic", "entities", "places", "words", "agency"]),
    ],
)
def test_a_line_of_the_table_has_topic_entities_and_places_and_fits(width, columns):
    header, line = show(make(), width=width).splitlines()

    assert header.split() == columns
    assert {cell_len(header) <= width, cell_len(line) <= width} == {True}
    for text in ("Bridge closes", "2024-05-03", "politics", "Ada Lind", "NO SE"):
        assert text in line


def test_what_is_wide_has_room_for_more():
    line = show(make(), width=120).splitlines()[1]

    for text in ("article", "politics, confl…", "Ada Lind, NBA, Openin…", "NO SE Oslo", " 1234 Reuters"):
        assert text in line


def test_columns_stand_under_their_headers():
    header, line = show(make(), width=120).splitlines()

    for name, value in (("topic", "politics"), ("entities", "Ada Lind"), ("places", "NO SE"), ("agency", "Reuters")):
        assert header.index(name) == line.index(value)


def test_topics_entities_and_places_have_colours_of_their_own():
    line = show(make(), width=120, color="standard").splitlines()[1]

    colours = dict(re.findall(r"\x1b\[([\d;]+)m([^\x1b]+?) *(?=\x1b)", line)[::-1])
    by_text = {text.strip(): colour for colour, text in colours.items()}
    named = [
        by_text[text] for text in ("Bridge closes for a year", "politics, confl…", "Ada Lind", "NBA", "NO SE Oslo")
    ]
    assert len({*named}) == 5


def test_where_nothing_was_found_the_cells_are_empty():
    bare = Item(
        id="0", intake_id="1-0", url="https://example.org/a", accepted_at="2024-05-03T00:00:01Z",
        completed_at="2024-05-03T00:00:02Z", document=Document(), classification=Classification(),
        enrichment=Enrichment(fingerprint=""), trace=Trace("0" * 32, ""),
    )  # fmt: skip
    data = msgspec.json.encode(bare)

    assert show(data).splitlines()[1].split() == ["https://example.org/a"]
    panel = show(data, panel=True)
    assert "topics" not in panel
    assert "people" not in panel


def test_without_a_focus_the_countries_most_mentioned_stand_for_the_places():
    line = show(make(enrichment={"focus": []})).splitlines()[1]

    assert "DK Oslo" in line


def test_a_panel_says_all_of_it():
    lines = [line.rstrip() for line in show(make(), width=160, panel=True).splitlines()]

    rows = dict(re.split(r"  +", line, maxsplit=1) for line in lines if re.match(r"[a-z ]+  +\S", line))
    assert rows["topics"] == "politics (91%) > international relations (74%); conflict, war and peace (60%)"
    assert rows["genre"] == "press release (70%)"
    assert rows["people"] == "Ada Lind (2)"
    assert rows["organisations"] == "Northern Bridge Association = NBA, the Association (1)"
    assert rows["places"] == "Oslo (1)"
    assert rows["events"] == "Opening Day (1)"
    assert rows["focus"] == "NO (80%), SE (20%)"
    assert rows["dateline"] == "OSLO, NO, 2024-05-03"
    assert rows["figures"] == "2,500,000 NOK, 12 %"
    assert rows["keywords"] == "bridge, kroner"
    assert rows["quote"] == "“The bridge is closed,” Ada Lind"
    assert rows["summary"] == "It cost 2.5 million kroner, 12% more than planned."
    assert rows["readability"] == '{"sentences":2}'


def test_a_narrower_topic_without_its_top_topic_stands_alone():
    topics = [Topic("medtop:20000593", "international relations", 0.74, "medtop:11000000")]

    assert "international relations (74%)" in show(make(classification={"topics": topics}), panel=True)


HOSTILE = "\x1b[31mred\x1b[0m\x9b2J\x07 [bold]b[/bold] \u202eevil\nline 東京の"


@pytest.mark.parametrize("panel", [False, True])
@pytest.mark.parametrize("width", [80, 120])
def test_names_from_a_page_do_no_harm_and_break_no_column(panel, width):
    data = make(
        classification={"topics": [Topic("medtop:11000000", HOSTILE, 0.9)], "language": HOSTILE},
        enrichment={
            "agency": HOSTILE,
            "entities": [Entity(kind=kind, name=HOSTILE * 3, aliases=[HOSTILE]) for kind in ("person", "work")],
            "cities": [City(HOSTILE, "NO", 1, 0.0, 0.0, 1)],
            "dateline": Dateline(place=HOSTILE, start=0, end=1),
            "quotes": [Quote(start=0, end=10_000, speaker=HOSTILE), Quote(start=90_000, end=-5)],
            "keywords": [Keyword(HOSTILE, 1.0)],
            "figures": [Figure(kind="count", value=1e300, unit=HOSTILE, start=0, end=1)],
        },
    )

    shown = show(data, width=width, panel=panel)

    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & {*shown}
    if not panel:
        assert len(shown.splitlines()) == 2
    assert all(cell_len(line) <= width for line in shown.splitlines())
