"""Application state that pages embed for their scripts: its places in a page, and its formats."""

from __future__ import annotations

import contextlib
import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

from worker.parse.common.lenient_json import decode_json, decode_prefix, decode_string
from worker.parse.common.limits import MAX_JSON_CHARS, MAX_JSON_NODES, MAX_STATE_CHARS, MAX_STATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from worker.parse.common.lenient_json import Json

#: Attributes that hold state.
_ATTRIBUTES: Final = etree.XPath(
    "//@data-preloaded | //@data-page | //@data-props | //@data-state | //@data-react-props | //@data-initial-state"
    " | //@data-product | //@data-component-props"
)
#: ``window.__INITIAL_STATE__ = …`` and the like, recognised by the name.
_STATE_ASSIGNMENT: Final = re.compile(
    r"(?:window|self|globalThis|this)(?:\.|\[[\"'])(\$?\w{0,40}(?:STATE|DATA|PROPS|CONTEXT|NUXT|APOLLO|REDUX|State|Data"
    r"|Props|Context)\w{0,20})(?:[\"']\])?\s{0,20}=\s{0,20}|\b(?:var|let|const)\s{1,5}(__\w{2,40}__|initialState|preloadedState"
    r"|initialData|pageData)\s{0,20}=\s{0,20}"
)
_JSON_PARSE_CALL: Final = re.compile(r"JSON\.parse\(\s{0,20}(?:decodeURIComponent\(\s{0,20})?(?=[\"'])")
#: A chunk of the stream that Next.js writes (React's flight format).
_FLIGHT_CHUNK: Final = re.compile(r"__next_f\.push\(\s{0,20}\[\s{0,20}1\s{0,20},\s{0,20}(?=\")")
#: A row of that stream: its number, then either ``T`` and a length in bytes (a text), or a letter or nothing.
_FLIGHT_ROW: Final = re.compile(rb"([0-9a-f]{1,6}):(?:T([0-9a-f]{1,7}),|[A-Z]{0,2})")
_STRING: Final = re.compile(r"\"(?:[^\"\\]++|\\.)*+\"", re.DOTALL)
#: A member with a string value in an object literal that is not JSON.
_MEMBER: Final = re.compile(r"(?<![\w$])([\w$]{2,40})[\"']?\s{0,10}:\s{0,10}(\"(?:[^\"\\]++|\\.)*+\")", re.DOTALL)
_UNDEFINED: Final = re.compile(r"(?<=[:\[,])\s{0,10}(?:undefined|void 0|NaN)(?=\s{0,10}[,}\]])")
#: Wrappers in flattened state (devalue): a list of one of these and an index.
_FLAT_WRAPPERS: Final = frozenset(
    {"Reactive", "ShallowReactive", "Ref", "ShallowRef", "EmptyRef", "Set", "Object", "NuxtError"}
)


def read_states(root: _Element, blocks: Sequence[str]) -> Iterator[Json]:
    """Yield the states of a page: JSON `blocks`, attributes, assignments in scripts, flight streams.

    Reads at most `limits.MAX_STATE_CHARS` in total.
    """
    left = MAX_STATE_CHARS
    for text in (*blocks, *_attributes(root)):
        if len(text) > min(left, MAX_JSON_CHARS):
            continue
        left -= len(text)
        try:
            value = decode_json(text)
        except ValueError:
            continue
        yield unflattened(value) if _is_flat(value) else value
    flights: list[str] = []
    for script in islice(root.iter("script"), 2_000):
        text = script.text or ""
        if len(text) < 40 or len(text) > min(left, MAX_JSON_CHARS) or (script.get("type") or "").endswith("json"):
            continue
        pushed = [found.end() for found in islice(_FLIGHT_CHUNK.finditer(text), MAX_JSON_NODES)]
        if pushed:
            left -= len(text)
            flights += [part for at in pushed for part in _strings(text, at)]
            continue
        assigned = _STATE_ASSIGNMENT.search(text, 0, 200_000)
        if assigned:
            left -= len(text)
            yield from _assigned_states(text, assigned)
    if flights:
        yield from read_flight("".join(flights))


def _attributes(root: _Element) -> list[str]:
    found = _ATTRIBUTES(root)
    return [str(each) for each in found[:MAX_STATES] if len(str(each)) > 100] if isinstance(found, list) else []


def _strings(text: str, at: int) -> Iterator[str]:
    found = _STRING.match(text, at)
    if found:
        value = decode_string(found[0])
        if value:
            yield value


def _assigned_states(text: str, first: re.Match[str]) -> Iterator[Json]:
    """Yield the states that a script assigns, from the assignment `first` on."""
    found: re.Match[str] | None = first
    for _ in range(MAX_STATES):
        if not found:
            return
        at = found.end()
        parsed = _JSON_PARSE_CALL.match(text, at)
        if parsed:
            literal = _STRING.match(text, parsed.end())
            with contextlib.suppress(ValueError):
                yield decode_json((literal and decode_string(literal[0])) or "")
        else:
            value, end = _literal(text, at)
            if end:
                yield value
                at = end
            else:
                yield {"members": list(_members(text, at))}
                return
        found = _STATE_ASSIGNMENT.search(text, at)


def _literal(text: str, at: int) -> tuple[Json, int]:
    """Return the JSON that begins at `at`, and its end; the end is 0 if it is not JSON."""
    if text[at : at + 1] not in {"{", "["}:
        return None, 0
    for attempt in (text, None):
        source = text[:at] + _UNDEFINED.sub("null", text[at:]) if attempt is None else attempt
        try:
            return decode_prefix(source, at)
        except ValueError:
            continue
    return None, 0


def _members(text: str, at: int) -> Iterator[Json]:
    """Yield the members with string values in code that is not JSON."""
    for found in islice(_MEMBER.finditer(text, at), MAX_JSON_NODES):
        if len(found[2]) > 40 and (value := decode_string(found[2])):
            yield {found[1]: value}


def read_flight(stream: str) -> Iterator[Json]:
    """Yield the rows of a stream in React's flight format: texts as ``{"html": …}``, trees unchanged."""
    body = stream.encode("utf-8", "replace")
    at = 0
    for _ in range(MAX_JSON_NODES):
        found = _FLIGHT_ROW.match(body, at)
        if not found:
            at = body.find(b"\n", at) + 1
            if not at:
                return
            continue
        if found[2]:
            end = found.end() + int(found[2], 16)
            yield {"html": body[found.end() : end].decode("utf-8", "replace")}
            at = end
            continue
        end = body.find(b"\n", found.end())
        end = len(body) if end < 0 else end
        if body[found.end() : found.end() + 1] in {b"[", b"{"}:
            with contextlib.suppress(ValueError):
                yield decode_json(body[found.end() : end].decode("utf-8", "replace"))
        at = end + 1


def _is_flat(value: Json) -> bool:
    """Tell whether a state is flattened (devalue, as Nuxt and SvelteKit write it): a list of references to its own items."""
    if not isinstance(value, list) or len(value) < 2:
        return False
    first = value[0]
    if isinstance(first, list):
        return len(first) == 2 and first[0] in _FLAT_WRAPPERS and isinstance(first[1], int)
    return (
        isinstance(first, dict)
        and bool(first)
        and all(isinstance(each, int) and not isinstance(each, bool) and each < len(value) for each in first.values())
    )


def unflattened(value: Json) -> Json:
    """Return the strings of a flattened state, in order and under their keys.

    Each item is visited once, because a state may refer to itself. Nesting is dropped; only strings and keys matter.
    """
    if not isinstance(value, list):
        return value
    places = value
    found: list[Json] = []
    stack: list[tuple[str, int]] = [("", 0)]
    seen: set[int] = set()
    while stack and len(seen) < MAX_JSON_NODES:
        name, index = stack.pop()
        if index in seen or not 0 <= index < len(places):
            continue
        seen.add(index)
        current = places[index]
        if isinstance(current, str):
            found.append({name: current})
        elif isinstance(current, dict):
            stack += [(key, each) for key, each in reversed(current.items()) if type(each) is int]
        elif isinstance(current, list):
            stack += [(name, each) for each in reversed(current) if type(each) is int]
    return found
