"""The doctor: checks everything that Wiremill needs, and says what is wrong and what to do about it."""

from __future__ import annotations

import time
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Any

from redis.exceptions import RedisError, ResponseError

from wiremill.client.connection import MIN_VERSION, connect, hide_password, required_replicas, server_version
from wiremill.client.sentinel import ask_sentinels, is_sentinel_url, parse_sentinel_url
from wiremill.ledger.keys import CONSUMER_GROUP
from wiremill.ledger.peek import peek
from wiremill.ledger.scripts import Scripts
from wiremill.ledger.stages import known_stages
from wiremill.ledger.status import items_states
from wiremill.ledger.workers import ALIVE_SECONDS, Heartbeat, clock_offset, read_heartbeats, server_seconds
from wiremill.operate.finding import Finding, Verdict, pluralise
from wiremill.operate.host_checks import rules_finding, stage_findings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wiremill.settings import Settings

#: Share of `maxmemory` from which memory counts as short: a burst of pages fills the last tenth within minutes.
_MEMORY_NEARLY_FULL = 0.9
#: Seconds by which two clocks may differ before a warning, and before a failure. A difference only falsifies traces.
_SKEW_WARN, _SKEW_FAIL = 1.0, 60.0
#: Unread items of a stream from which the doctor warns: about 100 MB.
_MANY_UNREAD_ITEMS = 10_000
#: Number of dead letters, and their share of the memory, from which the doctor says how to bound them. Their size is
#: estimated from a sample at either end, read in small chunks, because a dead letter may have a body of many megabytes.
_MANY_DEAD_LETTERS, _DEAD_LETTERS_LARGE_SHARE = 10_000, 0.1
_SAMPLE_DEAD_LETTERS, _SAMPLE_CHUNK = 25, 5
#: Bytes of an append-only log, and its size as a multiple of the data, beyond both of which a start is needlessly slow.
_LONG_LOG_BYTES, _LONG_LOG_TIMES = 1 << 30, 4


def examine(settings: Settings) -> Iterator[Finding]:
    """Run all checks and yield their findings; without a reachable Redis the checks that need one are left out."""
    with closing(connect(settings, retries=1)) as client:
        scripts = Scripts(client, settings)
        reachable = _reachable(scripts)
        yield reachable
        if is_sentinel_url(settings.redis_url):
            yield _sentinels(scripts)
        if reachable.verdict == "ok":
            yield from _examine_server(scripts)
    yield rules_finding(settings)
    yield from stage_findings(settings)


def _examine_server(scripts: Scripts) -> Iterator[Finding]:
    for check in (_server, _replicas, _memory, _clock, _keys, _workers, _groups, _items, _dead_letters):
        try:
            yield from check(scripts)
        except RedisError as error:
            name = check.__name__.strip("_").replace("_", " ")
            yield Finding(name, "warn", f"could not be checked: {error}", "let this user run INFO, XINFO and TIME")


def _reachable(scripts: Scripts) -> Finding:
    url = hide_password(scripts.settings.redis_url)
    started = time.perf_counter()
    try:
        scripts.redis.ping()
    except RedisError as error:
        return Finding(
            "redis", "fail", f"no answer at {url}: {error}", "start Redis, or set WIREMILL_REDIS_URL to one that runs"
        )
    milliseconds = (time.perf_counter() - started) * 1000
    return Finding("redis", "ok", f"{url} answers in {milliseconds:.1f} ms")


def _sentinels(scripts: Scripts) -> Finding:
    url = parse_sentinel_url(scripts.settings.redis_url)
    answers = ask_sentinels(url)
    masters = {answer.master for answer in answers if answer.master}
    silent = [f"{answer.address}: {answer.problem}" for answer in answers if not answer.master]
    if not masters:
        return Finding(
            "sentinel", "fail", "; ".join(silent), "start the sentinels, or name those that run in WIREMILL_REDIS_URL"
        )
    text = f"master of {url.service!r} is {' or '.join(sorted(masters))}, say {len(answers) - len(silent)} of {len(answers)}"
    if silent or len(masters) > 1:
        return Finding(
            "sentinel", "warn", "; ".join([text, *silent]), "a fail-over is under way, or a sentinel is down or cut off"
        )
    return Finding("sentinel", "ok", text)


def _replicas(scripts: Scripts) -> Iterator[Finding]:
    wanted = required_replicas(scripts.settings)
    info: dict[str, Any] = scripts.redis.info("replication")
    following = [
        one
        for name, one in info.items()
        if name.startswith("slave") and isinstance(one, dict) and one.get("state") == "online"
    ]
    if not wanted:
        return
    text = f"{pluralise(len(following), 'replica')} in step"
    if len(following) >= wanted:
        yield Finding("replicas", "ok", text)
    else:
        advice = "start a replica, or lower wait_replicas"
        yield Finding("replicas", "fail", f"{text}, and producers wait for {wanted}", advice)


def _server(scripts: Scripts) -> Iterator[Finding]:
    info: dict[str, Any] = scripts.redis.info()
    version = server_version(info)
    text = ".".join(map(str, version))
    if info.get("valkey_version"):
        text = f"valkey {info['valkey_version']}, as Redis {text}"
    if version[:2] < MIN_VERSION:
        yield Finding("version", "fail", f"{text} is too old", "install Redis 6.2 or newer, or Valkey")
    else:
        yield Finding("version", "ok", text)
    policy = info.get("maxmemory_policy", "noeviction")
    if policy == "noeviction":
        yield Finding("eviction", "ok", "noeviction")
    else:
        yield Finding(
            "eviction",
            "fail",
            f"maxmemory-policy is {policy}: pages may be evicted, which loses them",
            "CONFIG SET maxmemory-policy noeviction",
        )
    if info.get("aof_enabled"):
        status = info.get("aof_last_write_status", "ok")
        log, used = int(info.get("aof_current_size", 0)), int(info["used_memory"])
        if status == "ok" and log > max(_LONG_LOG_BYTES, _LONG_LOG_TIMES * used):
            yield Finding(
                "persistence",
                "warn",
                f"append-only log has {log >> 20:,} MB for {used >> 20:,} MB of data: a start reads all of it, "
                "and Redis takes its length at each start for what it may double from",
                "BGREWRITEAOF",
            )
        elif status == "ok":
            yield Finding("persistence", "ok", "append-only log is on")
        else:
            yield Finding(
                "persistence", "fail", f"the last write of the append-only log: {status}", "make room on its disk"
            )
    else:
        yield Finding(
            "persistence",
            "warn",
            "append-only log is off: a restart of Redis loses the pages in flight",
            "CONFIG SET appendonly yes, and in redis.conf",
        )
    if info.get("role") == "slave":
        yield Finding("role", "fail", "this Redis is a replica, which takes no writes", "set redis_url to the primary")


def _memory(scripts: Scripts) -> Iterator[Finding]:
    info: dict[str, Any] = scripts.redis.info("memory")
    used, limit = int(info["used_memory"]), int(info.get("maxmemory", 0))
    total = int(info.get("total_system_memory", 0))
    if not limit:
        share = used / total if total else 0.0
        text = f"{used / 2**20:.1f} MB in use, no maxmemory"
        advice = "CONFIG SET maxmemory to what the machine can spare" if share > _MEMORY_NEARLY_FULL / 2 else ""
        yield Finding("memory", "warn" if advice else "ok", text, advice)
        return
    text = f"{used / 2**20:.1f} MB of {limit / 2**20:.1f} MB in use"
    if used < _MEMORY_NEARLY_FULL * limit:
        yield Finding("memory", "ok", text)
    else:
        verdict: Verdict = "fail" if used >= limit else "warn"
        yield Finding("memory", verdict, text, "start more workers, raise maxmemory, or let groups read their items")


def _clock(scripts: Scripts) -> Iterator[Finding]:
    offset = clock_offset(scripts)
    yield _clock_skew("clock", "this host", -offset)
    now = server_seconds(scripts)
    for heartbeat in read_heartbeats(scripts):
        ahead = heartbeat.at - now  # a clock that is behind looks like a silent worker
        if ahead > _SKEW_WARN:
            yield _clock_skew("clock", f"worker {heartbeat.name}", ahead)


def _clock_skew(name: str, whose: str, ahead: float) -> Finding:
    text = f"{whose} and Redis differ by {abs(ahead):.3f} s"
    if abs(ahead) <= _SKEW_WARN:
        return Finding(name, "ok", text)
    return Finding(
        name, "fail" if abs(ahead) > _SKEW_FAIL else "warn", text, "let NTP set both clocks, or traces show wrong times"
    )


def _keys(scripts: Scripts) -> Iterator[Finding]:
    keys = scripts.keys
    kinds = dict.fromkeys((keys.items, keys.dead, keys.history), "stream")
    kinds |= {keys.open: "zset", keys.counts: "hash", keys.near_counter: "string"}
    kinds |= {keys.stages: "set", keys.workers: "hash"}
    wrong = []
    for key, kind in kinds.items():
        found: Any = scripts.redis.type(key)
        if found.decode() not in {"none", kind}:
            wrong.append(f"{key} is a {found.decode()}, not a {kind}")
    if wrong:
        yield Finding("keys", "fail", "; ".join(wrong), "somebody else has written there: RENAME it out of the way")
    else:
        yield Finding("keys", "ok", "each is what it must be")


def _workers(scripts: Scripts) -> Iterator[Finding]:
    now = server_seconds(scripts)
    alive = [heartbeat for heartbeat in read_heartbeats(scripts) if now - heartbeat.at <= ALIVE_SECONDS]
    stages = known_stages(scripts)
    waiting = scripts.backlog(stages, include_expired=False)
    for stage in stages:
        yield _stage_workers(stage, [heartbeat for heartbeat in alive if stage in heartbeat.stages], waiting[stage])
    enabled = {
        frozenset(heartbeat.plugins): heartbeat for heartbeat in alive if {"parse", "publish"} & {*heartbeat.stages}
    }
    if len(enabled) > 1:
        said = "; ".join(
            f"{heartbeat.name}: {', '.join(sorted(names)) or 'none'}" for names, heartbeat in enabled.items()
        )
        yield Finding(
            "plug-ins", "warn", f"workers enable different ones ({said})", "set the same WIREMILL_STAGES for all"
        )


def _stage_workers(stage: str, serving: list[Heartbeat], waiting: int) -> Finding:
    name = f"workers: {stage}"
    if serving:
        processes = sum(heartbeat.processes for heartbeat in serving)
        pools = ", ".join(sorted({heartbeat.pool for heartbeat in serving if heartbeat.pool}))
        text = f"{pluralise(len(serving), 'worker')}, {pluralise(processes, 'process', 'processes')}"
        return Finding(name, "ok", f"{text}, pool {pools}" if pools else text)
    text = "no worker serves it" + (f", and {pluralise(waiting, 'page')} wait" if waiting else "")
    return Finding(name, "fail" if waiting else "warn", text, f"celery -A worker worker -Q {stage}")


def _groups(scripts: Scripts) -> Iterator[Finding]:
    missing = []
    stages = known_stages(scripts)
    for stage in stages:
        stream = scripts.keys.stage(stage)
        answer: Any = scripts.redis.type(stream)
        kind = answer.decode()
        if kind not in {"none", "stream"}:
            yield Finding(
                "streams",
                "fail",
                f"{stream} is a {kind}, not a stream",
                f"rename that key, or set another namespace than {scripts.keys.namespace!r}",
            )
            return
        try:
            groups = [group["name"] for group in scripts.redis.xinfo_groups(stream)]
        except ResponseError:  # no such key
            groups = []
        if CONSUMER_GROUP.encode() not in groups:
            missing.append(stream)
    if missing:
        yield Finding("streams", "warn", f"no group yet on {', '.join(missing)}", "a worker makes them when it starts")
    else:
        yield Finding("streams", "ok", f"group {CONSUMER_GROUP!r} on the streams of all {len(stages)} stages")


def _items(scripts: Scripts) -> Iterator[Finding]:
    fine = True
    for state in items_states(scripts):
        if state.length >= _MANY_UNREAD_ITEMS and not state.groups and not scripts.settings.items_max_length:
            fine = False
            yield Finding(
                f"items: {state.stream}",
                "warn",
                f"{state.length:,} items, and no group reads them, so none is ever trimmed",
                "read it with a Consumer, or set items_max_length",
            )
        for group in state.groups:
            if group.unread + group.held >= _MANY_UNREAD_ITEMS:
                fine = False
                yield Finding(
                    f"items: {state.stream}",
                    "warn",
                    f"group {group.group!r} is {group.unread + group.held:,} items behind, which are kept for it",
                    f"start more consumers, or XGROUP DESTROY {state.stream} {group.group} if nobody needs it",
                )
    if fine:
        yield Finding("items", "ok", "no stream of items is left to grow")


def _dead_letters(scripts: Scripts) -> Iterator[Finding]:
    letters = int(scripts.redis.xlen(scripts.keys.dead))
    if not letters:
        yield Finding("dead letters", "ok", "none")
        return
    text, advice = f"{pluralise(letters, 'dead letter')} to look into", "wiremill dead list"
    size = letters * _mean_dead_letter_bytes(scripts)
    info: dict[str, Any] = scripts.redis.info("memory")
    memory = int(info.get("maxmemory", 0)) or int(info.get("total_system_memory", 0))
    share = size / memory if memory else 0.0
    if letters >= _MANY_DEAD_LETTERS or share >= _DEAD_LETTERS_LARGE_SHARE:
        text += f", with about {size / 2**20:,.1f} MB, {share:.0%} of the memory that Redis may take"
        advice += ", then replay or drop them"
        if not scripts.settings.dead_max_letters:
            advice += "; set dead_max_letters to have the oldest dropped"
    yield Finding("dead letters", "warn", text, advice)


def _mean_dead_letter_bytes(scripts: Scripts) -> float:
    """Return the mean size of a dead letter in bytes, estimated from some of the oldest and some of the newest."""
    sizes = []
    for newest_first in (False, True):
        found = peek(scripts.redis, scripts.keys.dead, newest_first=newest_first, chunk=_SAMPLE_CHUNK)
        sizes += [sum(letter.sizes.values()) for letter in islice(found, _SAMPLE_DEAD_LETTERS)]
    return sum(sizes) / len(sizes) if sizes else 0.0
