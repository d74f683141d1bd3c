"""The server's append-only log after its disk was full: written anew, for it may be broken.

A write that the disk cut short is taken back by truncating the log. Redis 7.0 and later, and Valkey, go on writing from
where it had ended, if they have rewritten the log since they started: the zeros that are left between are found at their
next start, which they refuse, and what comes after is lost. A log that is written anew in time has no such hole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import structlog
from redis.exceptions import NoPermissionError, ResponseError

if TYPE_CHECKING:
    from wiremill.ledger.scripts import Scripts

log = structlog.get_logger("wiremill.worker")


def renew_log(scripts: Scripts) -> None:
    """Have the log written anew, once, when the server has refused writes for it and takes them again."""
    redis, mark = scripts.redis, scripts.keys.log
    errors = cast("dict[str, dict[str, int]]", redis.info("errorstats"))
    refused = errors.get("errorstat_MISCONF", {}).get("count", 0)
    if not refused:
        return
    state: dict[str, Any] = redis.info("persistence")
    if not state["aof_enabled"] or state["aof_last_write_status"] != "ok":
        return
    # The count begins anew with each start of the server.
    known = f"{redis.info('server')['run_id']}:{refused}".encode()
    if redis.get(mark) == known:
        return
    try:
        redis.bgrewriteaof()
    except NoPermissionError:
        advice = "the disk of Redis was full: run BGREWRITEAOF"
        log.error("log.not_renewed", refused=refused, advice=advice)  # noqa: TRY400  # no fault of ours
    except ResponseError:
        return  # one goes on that may have begun before; the next round tries again
    else:
        log.warning("log.renewed", refused=refused)
    redis.set(mark, known)
