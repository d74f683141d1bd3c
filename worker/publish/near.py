"""Near-duplicates as pure functions: the record of a text, and the comparison of a new text with earlier ones."""

from __future__ import annotations

import hashlib
import struct
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec
import xxhash

from wiremill.contract.nearness import Changes, Nearness, Relation
from worker.publish.signature import ANCHORS, Signature, sign, similarity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.ledger.keys import Keys

#: Similarity from which texts are near-duplicates. Unrelated articles have at most 0.2, a text with 10 % of its words
#: changed has at least 0.35 (`bench/quality/duplicates.py`).
MIN_SIMILARITY = 0.22
#: Similarity from which two texts of one site are the same text, with allowance for the error of the estimate.
_SAME_TEXT_SIMILARITY = 0.85
#: Similarity from which a copy is not indexed by its anchors, since those of the first text lead to the same cluster.
_COPY_SIMILARITY = 0.9
_MAX_VERSION = 255
#: number, time, number of the cluster's first member, id, cluster, version, whether the id is a digest, site, URL, text,
#: title, lead, tokens, sketch: the layout that `nearness.lua` reads number, time, first, site, URL and sketch by.
_RECORD = struct.Struct(">III16s8sBB4s6s4sHHI64s")
#: Records of a chunk, as in `nearness.lua`.
CHUNK = 264
#: Slots of a shard, as in `nearness.lua`; and entries of a text: its anchors and its URL.
_SLOTS = 252
_ENTRIES = ANCHORS + 1


class Text(msgspec.Struct, frozen=True):
    """The parts of a page that are compared."""

    item_id: str
    signature: Signature
    site: bytes
    url: bytes
    text: bytes
    title: int


class IndexedText(msgspec.Struct, frozen=True):
    """The record of a text published earlier."""

    number: int
    time: int
    first: int
    item_id: str
    cluster: str
    version: int
    site: bytes
    url: bytes
    text: bytes
    title: int
    lead: int
    tokens: int
    sketch: bytes


class Candidate(msgspec.Struct, frozen=True):
    """An earlier text that may be near, and the first member of its cluster if that is still indexed."""

    text: IndexedText
    first: IndexedText | None


class Comparison(msgspec.Struct, frozen=True):
    """The relation of a new text to earlier ones."""

    nearness: Nearness
    #: The number of the cluster's first member, 0 for the text itself.
    first: int
    #: Whether the text is indexed by its own anchors.
    enter: bool


def text_of(item_id: str, url: str, title: str | None, text: str, fingerprint: str) -> Text:
    """Return the parts of a page that are compared; `url` is canonical, `fingerprint` comes from the enrichment."""
    return Text(
        item_id,
        sign(text),
        _digest(_site(url), 4),
        _digest(url, 6),
        _digest(fingerprint, 4),
        int.from_bytes(_digest(" ".join((title or "").casefold().split()), 2)),
    )


def index_slots(text: Text, max_signatures: int) -> list[tuple[int, bytes]]:
    """Return the shard and tag of the URL, then those of each anchor, in an index of `max_signatures`."""
    shards = -(-max_signatures * _ENTRIES // _SLOTS)
    return [_index_slot(value, shards) for value in (text.site + text.url, *map(_anchor_bytes, text.signature.anchors))]


def compare(text: Text, found: Sequence[Candidate], *, now: int, window: int) -> Comparison:
    """Compare a text with its candidates.

    The best match is the latest version of the text's URL, or else the most similar text; ties go to the earliest.
    """
    before = [each for each in found if (each.text.site, each.text.url) == (text.site, text.url)]
    alike = {each.text.number: similarity(text.signature.sketch, each.text.sketch) for each in found}
    near = [each for each in found if alike[each.text.number] >= MIN_SIMILARITY and text.signature.anchors]
    if before:
        best = max(before, key=lambda each: each.text.number)
    elif near:
        best = min(near, key=lambda each: (-alike[each.text.number], each.text.number))
    else:
        return Comparison(Nearness(cluster=_id_bytes(text.item_id)[:8].hex(), earliest=text.item_id), 0, enter=True)
    earlier = best.text
    same = earlier.text == text.text
    score = 1.0 if same else round(alike[earlier.number], 3)
    updated = bool(before) and not same
    members = [each.text for each in (*near, best) if each.text.cluster == earlier.cluster]
    first = best.first or min(members, key=lambda each: each.number)
    nearness = Nearness(
        cluster=earlier.cluster,
        earliest=first.item_id,
        version=min(earlier.version + updated, _MAX_VERSION) if before else 1,
        of=earlier.item_id,
        relation=_relation(text, earlier, score),
        similarity=score,
        changes=_changes(text, earlier, score) if updated else None,
    )
    # A copy is indexed once the first text is about to leave the window, so that the cluster continues.
    return Comparison(nearness, first.number, enter=score < _COPY_SIMILARITY or now - first.time > window // 2)


def pack(text: Text, comparison: Comparison, now: int) -> bytes:
    """Return the record of a text without its number, which is assigned at the commit."""
    signature, nearness = text.signature, comparison.nearness
    packed = _RECORD.pack(
        *(0, now, comparison.first, _id_bytes(text.item_id), bytes.fromhex(nearness.cluster), nearness.version),
        *(needs_name(text.item_id), text.site, text.url, text.text, text.title, signature.lead),
        *(signature.tokens, signature.sketch),
    )
    return packed[4:]


def unpack(record: bytes, name: bytes) -> IndexedText:
    """Read a record; `name` is the item's id if the record only has its digest."""
    number, time, first, item, cluster, version, digest, *rest = _RECORD.unpack(record)
    return IndexedText(number, time, first, name.decode() if digest else item.hex(), cluster.hex(), version, *rest)


def needs_name(item_id: str) -> bool:
    """Return whether a record can't hold an id, because it is not 32 hex digits as Wiremill's own ids are."""
    return _id_bytes(item_id).hex() != item_id


def _relation(text: Text, earlier: IndexedText, score: float) -> Relation:
    if text.site != earlier.site:
        return "syndicated"
    if text.text == earlier.text:
        return "same_text"
    if text.url == earlier.url:
        return "updated"
    return "same_text" if score >= _SAME_TEXT_SIMILARITY else "variant"


def _changes(text: Text, earlier: IndexedText, score: float) -> Changes:
    ours, theirs = text.signature.tokens, earlier.tokens
    # The size of the intersection, from the Jaccard similarity and the sizes of both sets, here numbers of words.
    shared = score * (ours + theirs) / (1 + score)
    return Changes(
        title=text.title != earlier.title,
        lead=text.signature.lead != earlier.lead,
        words_before=theirs,
        words_after=ours,
        kept=round(min(1.0, shared / theirs), 3) if theirs else 0.0,
        new=round(max(0.0, 1 - shared / ours), 3) if ours else 0.0,
    )


def _site(url: str) -> str:
    """Return the last two labels of the host, three where the second is short ("co.uk"); sub-domains are one site."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return url
    labels = host.split(".")
    if host.replace(".", "").isdigit() or len(labels) <= 2:
        return host
    short = len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3 if short else -2 :])


def _index_slot(value: bytes, shards: int) -> tuple[int, bytes]:
    mixed = xxhash.xxh3_64_intdigest(value)
    # A tag never begins with 0, which marks an unused slot.
    return (mixed >> 16) % shards, bytes((max(1, mixed & 0xFF), mixed >> 8 & 0xFF))


def _anchor_bytes(value: int) -> bytes:
    return value.to_bytes(8)


def _digest(value: str, size: int) -> bytes:
    return hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=size).digest()


def _id_bytes(item_id: str) -> bytes:
    try:
        packed = bytes.fromhex(item_id)
    except ValueError:
        packed = b""
    return packed if len(packed) == 16 and packed.hex() == item_id else _digest(item_id, 16)


def lookup_request(keys: Keys, text: Text, *, max_signatures: int, window: int, now: int) -> dict[str, Any]:
    """Return the argument of `near.lua` for a text; `keys` are those of the namespace."""
    return {
        "counter": keys.near_counter,
        "records": keys.near_signatures,
        "names": keys.near_names,
        "most": max_signatures,
        "seconds": 2 * window,
        "window": window,
        "now": now,
        "probes": [(f"{keys.near_prefix}{shard:x}", tag) for shard, tag in index_slots(text, max_signatures)],
    }


def commit_request(request: dict[str, Any], as_of: int, text: Text, comparison: Comparison) -> dict[str, Any]:
    """Return the request extended by what a commit needs; `as_of` is the newest signature at the look-up."""
    return request | {
        "as_of": as_of,
        "least": MIN_SIMILARITY,
        "record": pack(text, comparison, request["now"]),
        "anchors": 1 + min(ANCHORS, len(text.signature.anchors)) if comparison.enter else 1,
        "name": text.item_id if needs_name(text.item_id) else "",
    }
