"""Rewrites the server's append-only file (AOF) after its disk was full, because the file may be corrupt.

Redis undoes a write that the full disk cut short by truncating the file. If Redis 7.0 or later, or Valkey, has rewritten
the file since its start, it then continues at the old offset and leaves a gap of zeros. Its next start finds the gap and
refuses to load the file, and everything after the gap is lost. A rewrite before that start removes the gap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import structlog
from redis.exceptions import NoPermissionError, ResponseError

if TYPE_CHECKING:
    from wiremill.ledger.scripts import Scripts

log = structlog.get_logger("wiremill.worker")


def rewrite_aof(scripts: Scripts) -> None:
    """Start one rewrite of the file once the server accepts writes again after it refused them for a full disk."""
    redis, mark = scripts.redis, scripts.keys.log
    errors = cast("dict[str, dict[str, int]]", redis.info("errorstats"))
    refused = errors.get("errorstat_MISCONF", {}).get("count", 0)
    if not refused:
        return
    state: dict[str, Any] = redis.info("persistence")
    if not state["aof_enabled"] or state["aof_last_write_status"] != "ok":
        return
    # The server counts from zero after each start.
    known = f"{redis.info('server')['run_id']}:{refused}".encode()
    if redis.get(mark) == known:
        return
    try:
        redis.bgrewriteaof()
    except NoPermissionError:
        advice = "the disk of Redis was full: run BGREWRITEAOF"
        log.error("log.not_renewed", refused=refused, advice=advice)  # noqa: TRY400  # not an error of this code
    except ResponseError:
        return  # a rewrite that may have begun too early is still running; the next round tries again
    else:
        log.warning("log.renewed", refused=refused)
    redis.set(mark, known)
