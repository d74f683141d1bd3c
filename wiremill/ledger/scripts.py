"""The Lua scripts, one method each. The header of each file in `lua/` documents what the script guarantees."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Self

import msgpack

from wiremill.errors import WiremillError
from wiremill.ledger.keys import BRANCHES, CONSUMER_GROUP, STAGES, Keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    import redis
    from redis.commands.core import Script

    from wiremill.settings import Settings


#: Files prepended to a script, because scripts can't share functions in Redis 6.2.
_PRELUDES = {
    **dict.fromkeys(
        ("lease", "release", "giveback", "forget", "backlog", "census", "peek", "trim", "trim_dead", "replay"),
        ("checks",),
    ),
    "near": ("checks", "nearness"),
    "finish": ("checks", "nearness", "batch"),
}
#: Error codes of scripts: a key has an unexpected type or content; a dead letter can't be replayed.
_WRONG_KEY, _NO_REPLAY = "WRONGKEY ", "NOREPLAY "


@cache
def source(name: str) -> str:
    """Return the source of a script with its preludes."""
    folder = files("wiremill.ledger") / "lua"
    return "".join((folder / f"{part}.lua").read_text("utf-8") for part in (*_PRELUDES.get(name, ()), name))


#: Bytes from which a value is sent as a separate argument instead of packed: saves two copies.
_LARGE = 1024
#: Prefix of a reference to a separate argument; its position follows, counting from 1.
_REFERENCE = b"\x00@"


def pack(value: Any, *, errors: str = "strict") -> list[bytes]:
    """Return arguments for a script: the value as msgpack, then the large values that it refers to.

    Redis's `cmsgpack` reads the first version of MessagePack, which encodes bytes as strings. `errors` says how to encode
    lone surrogates, as for `str.encode`.
    """
    large_values: list[bytes] = []
    positions: dict[int, bytes] = {}  # an item goes to several streams, but is sent once

    def extract(value: Any) -> Any:
        if type(value) is bytes:
            if len(value) >= _LARGE or value.startswith(_REFERENCE):
                if id(value) not in positions:
                    large_values.append(value)
                    positions[id(value)] = b"%s%d" % (_REFERENCE, len(large_values))
                return positions[id(value)]
            return value
        if type(value) is str:
            return extract(value.encode("utf-8", errors)) if value.startswith("\x00@") else value
        if type(value) is dict:
            return {name: extract(one) for name, one in value.items()}
        if isinstance(value, (list, tuple)):
            return [extract(one) for one in value]
        return value

    packed = [msgpack.packb(extract(value), use_bin_type=False, unicode_errors=errors), *large_values]
    # `extract` references itself, so its closure would keep the values until the next garbage collection.
    large_values.clear()
    return packed


class FinishResult(str):
    """The result of `finish` for an entry; `why` gives the cause of `blocked`."""

    __slots__ = ("why",)
    why: str

    def __new__(cls, answer: str) -> Self:
        """Parse a result as returned by the script."""
        text, _, why = answer.partition(" ")
        result = super().__new__(cls, text)
        result.why = why
        return result


def call(script: Script, keys: Sequence[str], args: Sequence[Any]) -> Any:
    """Run a script.

    Raises:
        WrongKey: one of its keys has an unexpected type or content; nothing was changed.
    """
    from redis.exceptions import ResponseError

    try:
        return script(keys=keys, args=args)
    except ResponseError as error:
        if str(error).startswith(_WRONG_KEY):
            from wiremill.ledger.wrong_key import WrongKey

            raise WrongKey(str(error).removeprefix(_WRONG_KEY)) from error
        raise


class Scripts:
    """The scripts, bound to a connection and a namespace."""

    def __init__(self, redis: redis.Redis, settings: Settings, keys: Keys | None = None) -> None:
        self.redis = redis
        self.settings = settings
        self.keys = keys or Keys(settings.namespace)
        self._lease_ms = int(settings.lease_seconds * 1000)
        self._registered: dict[str, Script] = {}

    def _run(self, name: str, keys: Sequence[str], args: Sequence[Any]) -> Any:
        script = self._registered.get(name)
        if script is None:
            script = self._registered[name] = self.redis.register_script(source(name))
        return call(script, keys, args)

    def add(
        self, producer: str, number: int, limit: int, mark_seconds: int, pages: Sequence[Sequence[Any]]
    ) -> tuple[int, list[str]]:
        """Add a producer's batch; return the number of its previous batch and the ids of the accepted pages."""
        keys = (self.keys.intake, self.keys.producer(producer), self.keys.open)
        last, ids = self._run("add", keys, (limit, number, mark_seconds, *pack(pages)))
        return last, [intake_id.decode() for intake_id in ids]

    def lease(
        self, stage: str, consumer: str, *, pages: int, include_expired: bool, fields: Sequence[str] = ()
    ) -> list[list[Any]]:
        """Lease up to `pages` entries; return a list of [entry id, attempt, page, payload]."""
        settings = self.settings
        prefix = "" if stage == "parse" else self.keys.page_prefix
        args = (
            *(CONSUMER_GROUP, consumer, pages, settings.batch_bytes, self._lease_ms, settings.max_attempts),
            *("1" if include_expired else "0", prefix, settings.page_max_bytes, settings.intake_max_pages, *fields),
        )
        keys = (self.keys.stage(stage), self.keys.counts, self.keys.open)
        answer: list[list[Any]] = self._run("lease", keys, args)
        return answer

    def finish(self, stage: str, consumer: str, entries: Sequence[dict[str, Any]]) -> list[FinishResult]:
        """Finish a batch; return one result per entry.

        Raises:
            WrongKey: a key that the whole batch needs has an unexpected type or content; nothing was changed.
        """
        keys = self.keys
        args = (
            *(CONSUMER_GROUP, consumer, stage, keys.page_prefix, keys.stage(""), self.settings.history_pages),
            self._lease_ms,
            # A single text that can't be encoded would block the pages of the whole batch.
            *pack(entries, errors="replace"),
        )
        results = self._run("finish", (keys.stage(stage), keys.open, keys.counts, keys.dead, keys.history), args)
        return [FinishResult(result.decode("utf-8", "replace")) for result in results]

    def near(self, tables: Sequence[dict[str, Any]]) -> list[list[Any]]:
        """Look pages up in the index of near-duplicates; `near.lua` documents the answer."""
        answers: list[list[Any]] = self._run(
            "near", (self.keys.near_counter,), (msgpack.packb(tables, use_bin_type=False),)
        )
        return answers

    def renew(self, stream: str, group: str, consumer: str, entries: Sequence[bytes]) -> list[bytes]:
        """Renew leases; return the ids that the consumer still holds."""
        held: list[bytes] = self._run("renew", (stream,), (group, consumer, *entries))
        return held

    def give_back(self, stage: str, consumer: str, leases: Sequence[tuple[bytes, int]], *, wait_seconds: float) -> int:
        """Give back leases (entry id, attempt), to be leased again after `wait_seconds`; return how many were held."""
        idle = max(0, self._lease_ms - int(wait_seconds * 1000))
        flat = [part for lease in leases for part in lease]
        return int(self._run("giveback", (self.keys.stage(stage),), (CONSUMER_GROUP, consumer, idle, *flat)))

    def release(self, stage: str, consumers: Sequence[str]) -> int:
        """Let the leases of dead consumers expire, return how many; `consumers` are prefixes of names."""
        return int(self._run("release", (self.keys.stage(stage),), (CONSUMER_GROUP, self._lease_ms, *consumers)))

    def advance(
        self, stream: str, group: str, consumer: str, done: bytes | None, entries: Sequence[bytes]
    ) -> list[bytes]:
        """Acknowledge an entry and renew others; return those that the consumer still holds."""
        held: list[bytes] = self._run("advance", (stream,), (group, consumer, done or b"", *entries))
        return held

    def forget(self, stage: str, silence_seconds: float) -> int:
        """Delete the consumers of a stage that hold nothing and have been idle for so long; return how many."""
        return self.forget_members(self.keys.stage(stage), CONSUMER_GROUP, silence_seconds)

    def forget_members(self, stream: str, group: str, silence_seconds: float, name: str | None = None) -> int:
        """Delete the consumers of a group, or only `name`, that hold nothing and have been idle for so long; return how many."""
        only = () if name is None else (name,)
        return int(self._run("forget", (stream,), (group, int(silence_seconds * 1000), *only)))

    def backlog(self, stages: Sequence[str], *, include_expired: bool) -> dict[str, int]:
        """Return how many pages wait for a lease at each stage."""
        args = (CONSUMER_GROUP, self._lease_ms, "1" if include_expired else "0")
        numbers = self._run("backlog", [self.keys.stage(stage) for stage in stages], args)
        return dict(zip(stages, numbers, strict=True))

    def census(self) -> tuple[int, int, int, int, dict[str, int]]:
        """Return the intake's length, its leased entries, open pages, dead letters and all counts, as one snapshot."""
        keys = self.keys
        answer = self._run("census", (keys.intake, keys.open, keys.counts, keys.dead), (CONSUMER_GROUP,))
        flat = answer[4]
        counts = {name.decode(): int(number) for name, number in zip(flat[::2], flat[1::2], strict=True)}
        return answer[0], answer[1], answer[2], answer[3], counts

    def trim(self, stream: str, limit: int) -> tuple[int, int]:
        """Trim an item stream; return how many items all groups had acknowledged, and how many the limit removed unread."""
        read, unread = self._run("trim", (stream, self.keys.counts), (limit, 0))
        return read, unread

    def trim_dead_letters(self, limit: int, batch: int) -> int:
        """Drop the oldest dead letters past the limit, up to `batch` of them; return how many."""
        return int(self._run("trim_dead", (self.keys.dead, self.keys.counts), (limit, batch)))

    def trim_history(self) -> int:
        """Trim the history to `history_pages`, except entries that a group still needs; return how many were removed."""
        return int(self._run("trim", (self.keys.history,), (0, self.settings.history_pages))[0])

    def expire_job(self, job_id: str, group: str, silence_seconds: int, grace_seconds: int) -> bool:
        """Destroy a job's groups if it has sent no heartbeat for so long; return whether they were destroyed."""
        keys = (self.keys.job(job_id), self.keys.items, self.keys.history)
        return bool(self._run("expire_job", keys, (group, silence_seconds, grace_seconds)))

    def replay(self, dead_letter: str, *, drop: bool = False) -> str | None:
        """Replay or drop a dead letter; return the intake id of its page, or None if the dead letter is gone.

        Raises:
            WiremillError: it can't be replayed, only dropped; it is kept.
        """
        from redis.exceptions import ResponseError

        keys = self.keys
        args = (dead_letter, "drop" if drop else "replay", keys.page_prefix, keys.stage(""), *BRANCHES)
        try:
            page = self._run("replay", (keys.dead, keys.intake, keys.open, keys.counts), args)
        except ResponseError as error:
            if not str(error).startswith(_NO_REPLAY):
                raise
            raise WiremillError(
                f"dead letter {dead_letter} can't be replayed: {str(error).removeprefix(_NO_REPLAY)}; push the page again "
                f"('wiremill dead show {dead_letter} --body FILE' writes its body if there is one), then drop the dead letter"
            ) from error
        return None if page is None else page.decode("utf-8", "replace")


def ensure_groups(redis: redis.Redis, keys: Keys, stages: Sequence[str] = STAGES) -> None:
    """Create missing streams of the stages, with their consumer group.

    Raises:
        WrongKey: one of the keys is not a stream.
    """
    from redis.exceptions import ResponseError

    for stage in stages:
        try:
            redis.xgroup_create(keys.stage(stage), CONSUMER_GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if "WRONGTYPE" in str(error):
                from wiremill.ledger.wrong_key import WrongKey

                raise WrongKey(f"{keys.stage(stage)} is not a stream: RENAME the key out of the way") from error
            if "BUSYGROUP" not in str(error):
                raise
