"""JSON of a document: msgspec structs beside dataclasses with orjson (`pip install orjson`), in one run.

python -m bench.speed.codecs
"""

from __future__ import annotations

import dataclasses
import timeit
from typing import Any

import msgspec
import orjson

from bench.lib import report
from wiremill.contract.document import Block, Document, Link

_TIMES = 1000


def main() -> None:
    """Measure, print, write."""
    options = report.parser(__doc__).parse_args()
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
    for name in ours:
        spent = {
            who: timeit.timeit(what[name], number=_TIMES) / _TIMES * 1e6 for who, what in (("m", ours), ("o", theirs))
        }
        figures[f"{name}: msgspec, µs"] = spent["m"]
        figures[f"{name}: dataclass and orjson, µs"] = spent["o"]
        figures[f"{name}: times faster"] = spent["o"] / spent["m"]
    report.publish("JSON of a document", figures, to=options.json)


def sample() -> Document:
    """Return a document as a news page gives: 6 KB of text, 200 links."""
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
