"""The documents of the contract are current, valid, and say what the code does."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from wiremill.contract.classification import Classification, LanguageShare
from wiremill.contract.document import Block, Document, Image, Link, Origin
from wiremill.contract.enrichment import City, Country, Credit, DateMention, Enrichment
from wiremill.contract.extension import Extension
from wiremill.contract.intake import decode_entry, encode_entry
from wiremill.contract.item import Item, StageRun, Trace
from wiremill.contract.outcome import DEAD_REASONS
from wiremill.contract.page import Page
from wiremill.errors import MALFORMED_REASONS
from wiremill.schema import schemas, write_schemas

CHECKED_IN = Path(__file__).parent.parent / "docs" / "schema"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"

FULL = Item(
    id="0" * 32,
    intake_id="1669593600000-0",
    url="https://example.com/a",
    source="daily",
    fetched_at="2022-11-28T00:00:00Z",
    accepted_at="2022-11-28T00:00:01.000Z",
    completed_at="2022-11-28T00:00:02.000Z",
    status=200,
    meta={"tier": 1, "tags": ["a"], "desk": {"name": "world"}},
    document=Document(
        url="https://example.com/a",
        title="Summit ends",
        text="Summit ends\nYerevan",
        blocks=[Block("heading", 0, 11, 1), Block("paragraph", 12, 19)],
        published="2022-11-28T00:00:00Z",
        published_precision="day",
        links=[Link("https://example.com/b", "b")],
        images=[Image("https://example.com/i.png")],
        provenance={"title": Origin("json-ld", 0.9)},
    ),
    classification=Classification(language="en", languages=[LanguageShare("en", 1.0)], page_type="article"),
    enrichment=Enrichment(
        fingerprint="0" * 32,
        credits=[Credit("Reuters", 0, 7)],
        dates=[DateMention("2022-09", "month", 0, 9)],
        countries=[Country("AM", "Armenia", 1)],
        cities=[City("Yerevan", "AM", 616052, 40.18, 44.51, 1)],
    ),
    extensions={"readability": {"sentences": 3, "hard": False, "words": ["summit"]}},
    trace=Trace(TRACE, f"00-{TRACE}-00f067aa0ba902b7-01", [StageRun("parse", 1, "2022-11-28T00:00:01Z", 1.5, "a:1")]),
)
LEAST = Item(
    id="0",
    intake_id="1-0",
    url="a:b",
    accepted_at="2022-11-28T00:00:01Z",
    completed_at="2022-11-28T00:00:02Z",
    document=Document(),
    classification=Classification(),
    enrichment=Enrichment(fingerprint=""),
    trace=Trace(TRACE, ""),
)


def validator(name):
    return Draft202012Validator(schemas()[name], format_checker=FormatChecker())


def as_json(value):
    return json.loads(msgspec.json.encode(value))


def test_the_documents_checked_in_are_current(tmp_path):
    for file in write_schemas(tmp_path):
        kept = CHECKED_IN / file.name
        assert kept.read_text("utf-8") == file.read_text("utf-8"), "run: python -m wiremill.schema docs/schema"
    assert {file.name for file in CHECKED_IN.iterdir()} == set(schemas())


def test_the_command_writes_the_documents(tmp_path):
    command = [sys.executable, "-m", "wiremill.schema", str(tmp_path / "new")]

    written = subprocess.run(command, check=True, capture_output=True, text=True, cwd=CHECKED_IN.parent.parent).stdout

    assert [Path(line).name for line in written.splitlines()] == list(schemas())
    assert json.loads((tmp_path / "new" / "item.v1.json").read_text("utf-8")) == schemas()["item.v1.json"]


def test_the_command_says_how_it_is_called():
    command = [sys.executable, "-m", "wiremill.schema"]

    ended = subprocess.run(command, check=False, capture_output=True, text=True, cwd=CHECKED_IN.parent.parent)

    assert (ended.returncode, ended.stderr) == (1, "usage: python -m wiremill.schema FOLDER\n")


@pytest.mark.parametrize("name", ["item.v1.json", "extension.v1.json", "page.v1.json"])
def test_the_schemas_are_of_2020_12_and_have_their_id(name):
    schema = schemas()[name]

    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"https://wiremill.io/schema/{name}"


@pytest.mark.parametrize("item", [FULL, LEAST])
def test_an_item_as_it_is_sent_is_valid(item):
    assert list(validator("item.v1.json").iter_errors(as_json(item))) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", None),
        ("url", 5),
        ("document", None),
        ("meta", []),
        ("extensions", None),
        ("status", "200"),
        ("document.title", 1),
        ("document.published_precision", "hour"),
        ("document.blocks.0.kind", "advert"),
        ("document.provenance.title.confidence", 1.5),
        ("classification.page_type", "blog"),
        ("enrichment.countries.0.code", "am"),
        ("enrichment.cities.0.latitude", "40"),
        ("trace.stages.0.attempt", "1"),
    ],
)
def test_an_item_with_a_wrong_value_is_not_valid(path, value):
    item = as_json(FULL)
    *parents, last = path.split(".")
    holder = item
    for parent in parents:
        holder = holder[int(parent) if parent.isdigit() else parent]
    holder[last] = value

    (error, *_) = validator("item.v1.json").iter_errors(item)

    assert [str(step) for step in error.absolute_path] == path.split(".")


@pytest.mark.parametrize("name", schemas()["item.v1.json"]["$defs"]["Item"]["required"])
def test_an_item_without_a_required_field_is_not_valid(name):
    item = as_json(FULL)
    del item[name]

    assert not validator("item.v1.json").is_valid(item)


def test_an_extension_as_it_is_sent_is_valid():
    run = StageRun("readability", 1, "2022-11-28T00:00:01Z", 1.5, "a:1")
    found = Extension(id="0", intake_id="1-0", url="a:b", stage="readability", fields={"sentences": 3}, run=run)

    validator("extension.v1.json").validate(as_json(found))
    assert not validator("extension.v1.json").is_valid(as_json(found) | {"fields": [3]})


def test_descriptions_are_those_of_the_source():
    definitions = schemas()["item.v1.json"]["$defs"]

    assert set(definitions) >= {"Item", "Document", "Classification", "Enrichment", "Trace"}
    assert all(definition["description"] for definition in definitions.values())
    assert definitions["Document"]["description"].endswith(
        "guessed.\n\nOffsets count characters (code points) of `text`."
    )
    document = definitions["Document"]["properties"]
    assert document["title"]["description"] == "The headline as readers see it, without the site's name."
    assert document["schema_types"]["description"].startswith(
        "Types that the page declares: schema.org names, and `og:`"
    )
    assert "description" not in document["subtitle"]


@pytest.mark.parametrize(
    ("line", "valid"),
    [
        ({"url": "https://a", "body": "x"}, True),
        ({"url": "https://a", "body_base64": "eA=="}, True),
        ({"url": "https://a", "file": "a.html.gz", "meta": {"a": 1}, "status": 200, "headers": {"a": "b"}}, True),
        ({"url": "https://a", "body": "x", "source": None}, True),
        ({"url": "", "body": "x"}, False),
        ({"body": "x"}, False),
        ({"url": "https://a"}, False),
        ({"url": "https://a", "body": ""}, False),
        ({"url": "https://a", "body": "x", "file": "a"}, False),
        ({"url": "https://a", "body": "x", "content_encoding": "gzip"}, False),
        ({"url": "https://a", "body_base64": "eA==", "content_encoding": "br"}, False),
        ({"url": "https://a", "body": "x", "metadata": {}}, False),
        ({"url": "https://a", "body": "x", "status": "200"}, False),
    ],
)
def test_the_schema_of_a_page_tells_lines_that_are_pages(line, valid):
    assert validator("page.v1.json").is_valid(line) is valid


# AsyncAPI


def resolve(document, reference):
    for key in reference.removeprefix("#/").split("/"):
        document = document[key]
    return document


def references(value):
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_every_reference_of_the_asyncapi_document_leads_somewhere():
    document = schemas()["asyncapi.json"]

    assert document["asyncapi"] == "3.0.0"
    for reference in references(document):
        assert resolve(document, reference) if reference.startswith("#") else (CHECKED_IN / reference).exists()


def test_every_operation_uses_messages_of_its_channel_and_every_channel_is_used():
    document = schemas()["asyncapi.json"]

    used = set()
    for operation in document["operations"].values():
        channel = operation["channel"]["$ref"]
        used.add(channel.removeprefix("#/channels/"))
        assert operation["action"] in {"send", "receive"}
        assert all(message["$ref"].startswith(f"{channel}/messages/") for message in operation["messages"])
    assert used == set(document["channels"])


def test_the_addresses_are_the_streams_and_have_their_parameters():
    channels = schemas()["asyncapi.json"]["channels"].values()

    assert [channel["address"] for channel in channels] == [
        "wm:intake",
        "wm:items",
        "wm:items:{route}",
        "wm:extensions:{stage}",
        "wm:dead",
    ]
    for channel in channels:
        assert set(re.findall(r"{(\w+)}", channel["address"])) == set(channel.get("parameters", {}))


def test_an_intake_entry_has_the_fields_of_the_asyncapi_document():
    payload = schemas()["asyncapi.json"]["components"]["messages"]["page"]["payload"]
    page = Page(
        url="https://a/",
        body=b"x" * 90,  # so many that they are packed
        content_type="text/html",
        charset="utf-8",
        fetched_at="2022-11-28T00:00:00Z",
        status=200,
        headers={"a": "b"},
        source="s",
        traceparent=f"00-{TRACE}-00f067aa0ba902b7-01",
        id="1",
        meta={"a": 1},
    )

    fields = encode_entry(page)
    as_bytes = [part if isinstance(part, bytes) else str(part).encode() for part in fields]
    entry = dict(zip(as_bytes[::2], as_bytes[1::2], strict=True))

    assert {name.decode() for name in entry} == set(payload["properties"])
    assert decode_entry(entry, max_bytes=100).url == page.url
    text = {name.decode(): value.decode("latin-1") for name, value in entry.items()}
    Draft202012Validator(payload).validate(text)
    assert not Draft202012Validator(payload).is_valid({"url": "https://a/"})


def test_the_reasons_of_dead_letters_are_the_closed_list():
    letter = schemas()["asyncapi.json"]["components"]["messages"]["deadLetter"]["payload"]

    assert letter["properties"]["reason"]["enum"] == [*MALFORMED_REASONS, *DEAD_REASONS]
