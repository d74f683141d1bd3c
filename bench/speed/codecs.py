"""JSON of a document: msgspec structs and dataclasses with orjson compared. Free-form JSON: orjson, msgspec and json compared.

python -m bench.speed.codecs
"""

from __future__ import annotations

import dataclasses
import json
import timeit
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
import orjson

from bench.lib import report
from wiremill.contract.document import Block, Document, Link

if TYPE_CHECKING:
    from collections.abc import Callable

_TIMES = 200
_ROUNDS = 5


def main() -> None:
    """Measure, print, write."""
    options = report.parser(__doc__).parse_args()
    report.publish("JSON", {**typed(), **free_form()}, to=options.json)


def typed() -> dict[str, Any]:
    """Return the figures of a document: msgspec structs, and dataclasses with orjson."""
    document = sample()
    twin, twin_link = as_dataclass(document)
    encoded = msgspec.json.encode(document)
    decoder = msgspec.json.Decoder(Document)
    ours = {
        "build": lambda: Document(text=document.text, links=[Link(link.url, link.text) for link in document.links]),
        "encode": lambda: msgspec.json.encode(document),
        "decode, checked": lambda: decoder.decode(encoded),
    }
    theirs = {
        "build": lambda: dataclasses.replace(twin, links=[twin_link(link.url, link.text) for link in document.links]),
        "encode": lambda: orjson.dumps(twin),
        "decode, checked": lambda: msgspec.convert(orjson.loads(encoded), type(twin)),
    }
    figures: dict[str, Any] = {"document, bytes": len(encoded)}
    for name, way in ours.items():
        figures |= _compared(f"document, {name}", msgspec=way, **{"dataclass and orjson": theirs[name]})
    return figures


def free_form() -> dict[str, Any]:
    """Return the figures of JSON without a type: a log line, a JSON-LD block, an embedded state."""
    line = {
        "event": "page.done",
        "stage": "parse",
        "page_id": "a1b2c3d4",
        "intake_id": "1732390000123-0",
        "attempt": 1,
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        "url": "https://example.org/news/2026/11/an-article-title",
        "duration_ms": 12.345,
        "level": "info",
        "timestamp": "2026-11-29T08:00:00.000000Z",
    }
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "A title of a news page, as long as one",
        "datePublished": "2026-11-29T08:00:00+01:00",
        "author": [{"@type": "Person", "name": f"Name {n}"} for n in "ab"],
        "image": [{"@type": "ImageObject", "url": f"https://example.org/{n}.jpg", "width": n} for n in range(3)],
        "articleBody": "A sentence of a news page, with “typographic” quotes — and a dash. " * 40,
    }
    state = {
        "props": {"items": [{"id": n, "title": f"Title {n}", "tags": ["a", "b"], "seen": n % 2} for n in range(2000)]}
    }
    figures: dict[str, Any] = {}
    for name, value in (("log line", line), ("JSON-LD", article), ("embedded state", state)):
        text = json.dumps(value, ensure_ascii=False)
        figures[f"{name}, bytes"] = len(text.encode())
        figures |= _compared(
            f"{name}, encode",
            orjson=partial(orjson.dumps, value),
            msgspec=partial(msgspec.json.encode, value),
            json=partial(json.dumps, value),
        )
        figures |= _compared(
            f"{name}, decode",
            orjson=partial(orjson.loads, text),
            msgspec=partial(msgspec.json.decode, text),
            json=partial(json.loads, text),
        )
    return figures


def _compared(what: str, **ways: Callable[[], Any]) -> dict[str, float]:
    """Return the µs of each way, the best of several rounds in turn, and how many times as long as the first each takes."""
    spent = dict.fromkeys(ways, float("inf"))
    for _ in range(_ROUNDS):
        for name, way in ways.items():
            spent[name] = min(spent[name], timeit.timeit(way, number=_TIMES) / _TIMES * 1e6)
    first, *others = ways
    return {
        **{f"{what}: {name}, µs": spent[name] for name in ways},
        **{f"{what}: {name} / {first}": spent[name] / spent[first] for name in others},
    }


def sample() -> Document:
    """Return a document like that of a news page: 6 KB of text, 200 links."""
    text = "\n".join("A sentence of a news page, about as long as they are. " * 4 for _ in range(28))
    return Document(
        url="https://example.org/news/article",
        title="A title",
        text=text,
        blocks=[Block("paragraph", start, start + 216) for start in range(0, len(text) - 216, 217)],
        links=[Link(f"https://example.org/news/{number}", "the text of a link") for number in range(200)],
    )


def as_dataclass(document: Document) -> tuple[Any, Any]:
    """Return the document as a dataclass with the same fields, and the class of its links."""
    made = {
        kind: dataclasses.make_dataclass(
            kind.__name__,
            [(f.name, Any, dataclasses.field(default=None)) for f in msgspec.structs.fields(kind)],
            slots=True,
        )
        for kind in (Document, Link, Block)
    }

    def convert(value: Any) -> Any:
        if type(value) in made:
            return made[type(value)](**{name: convert(getattr(value, name)) for name in value.__struct_fields__})
        return [convert(one) for one in value] if isinstance(value, list) else value

    return convert(document), made[Link]


if __name__ == "__main__":
    main()
