"""Every Redis key of Wiremill: its type, its writers, its contents, and when it is deleted or expires.

All keys begin with the namespace (`wm` by default). They must be in one Redis, possibly behind Sentinel, because the scripts
access many of them at once.

| key                    | type   | written by         | holds                                            | deleted                          |
|------------------------|--------|--------------------|--------------------------------------------------|----------------------------------|
| `wm:intake`            | stream | producers          | raw pages                                        | each entry after parse           |
| `wm:stage:<stage>`     | stream | the previous stage | `page`: the intake id of a page in flight        | each entry after the stage       |
| `wm:stages`            | set    | workers            | the plug-ins that any worker enables             | when empty and no longer enabled |
| `wm:page:<intake id>`  | hash   | parse, branches    | envelope, document, results, runs, `left`        | when the page ends               |
| `wm:open`              | zset   | parse              | pages in flight after parse, by time of intake   | each member when the page ends   |
| `wm:items`             | stream | publish            | every item                                       | trimmed once all groups have it  |
| `wm:items:<route>`     | stream | publish            | items of that route                              | trimmed once all groups have it  |
| `wm:extensions:<stage>`| stream | a plug-in          | its results for pages already published          | trimmed once all groups have it  |
| `wm:dead`              | stream | every stage        | dead letters with all that a replay needs        | when replayed or dropped         |
| `wm:counts`            | hash   | every stage        | pages by outcome, since the beginning            | never (a few dozen fields)       |
| `wm:history`           | stream | every stage        | the latest pages that ended, with their runs     | trimmed to `history_pages`, once all groups have it |
| `wm:seen:<slice>:<nn>` | hash   | publish            | recently published texts, to find duplicates     | expires after two windows        |
| `wm:near:<nn>`         | string | publish            | anchors of recently published texts, a ring      | expires a window after the last  |
| `wm:near:signatures:<n>`| string | publish           | their signatures, a ring of a fixed number       | expires a window after the last  |
| `wm:near:names:<n>`    | hash   | publish            | ids of their items, where the producer gave them | expires a window after the last  |
| `wm:near:counter`      | string | publish            | number of signatures ever entered                | expires a window after the last  |
| `wm:producer:<id>`     | string | `Producer`         | its latest batch, so that a repeat adds nothing  | expires after two hours, or a minute after closing |
| `wm:bell:<stage>`      | string | stages, workers    | a doorbell is on its way                         | expires after a minute at most   |
| `wm:workers`           | hash   | workers            | heartbeats: live workers and what they serve     | each field after a minute of silence |
| `wm:keeper`            | string | workers            | the worker that does the housekeeping now        | expires after five seconds       |
| `wm:job:<id>`          | string | workers            | the job has sent no heartbeat lately             | at its next heartbeat, or after 16 minutes |
| `wm:log`               | string | workers            | the server's start, and the writes it had refused by then because its disk was full, when its log was last rewritten | never |

Consumer groups of `wm:items` and `wm:history` whose names begin with `wiremill-run-` belong to jobs (`wiremill run`). Entries that
such a group has not read are not trimmed. A job destroys its groups when it ends. It sends a heartbeat every 10 seconds, even while
its output is blocked. Housekeeping destroys the groups of a job without a heartbeat for 15 minutes, such as one that was killed or
stopped. Choose other names for your own groups.

Celery's own keys (one list per queue, `_kombu.*`, `unacked*`) only hold doorbells; no page is lost if they are lost.
"""

from __future__ import annotations

import re

from wiremill.errors import SettingsError

#: Wiremill's own stages in flow order. Those in BRANCHES, like plug-ins (entry-point group `wiremill.stages`), run in parallel
#: on the same document.
STAGES = ("parse", "classify", "enrich", "publish")
BRANCHES = ("classify", "enrich")
#: The consumer group of every stage's stream.
CONSUMER_GROUP = "wiremill"
#: Name of a job's groups, on the items and the history.
JOB_GROUP = re.compile(r"wiremill-run-([0-9a-f]{12})")
#: Shards of the index of seen texts: Redis packs hashes of up to 512 fields, at 30 bytes per text.
SEEN_SHARDS = 4096

_NAMESPACE = re.compile(r"[A-Za-z0-9_.{}-]{1,64}")


class Keys:
    """The keys of one namespace."""

    def __init__(self, namespace: str = "wm") -> None:
        if not _NAMESPACE.fullmatch(namespace):
            raise SettingsError(f"namespace {namespace!r}: use 1 to 64 letters, digits and any of _ . - {{ }}")
        self.namespace = namespace
        self.intake = f"{namespace}:intake"
        self.open = f"{namespace}:open"
        self.items = f"{namespace}:items"
        self.dead = f"{namespace}:dead"
        self.counts = f"{namespace}:counts"
        self.history = f"{namespace}:history"
        self.workers = f"{namespace}:workers"
        self.housekeeping = f"{namespace}:keeper"
        self.log = f"{namespace}:log"
        self.stages = f"{namespace}:stages"
        self.page_prefix = f"{namespace}:page:"
        self.near_prefix = f"{namespace}:near:"
        self.near_signatures = f"{namespace}:near:signatures:"
        self.near_names = f"{namespace}:near:names:"
        self.near_counter = f"{namespace}:near:counter"

    def stage(self, name: str) -> str:
        """Return the key of the stream that a stage reads."""
        return self.intake if name == "parse" else f"{self.namespace}:stage:{name}"

    def page(self, intake_id: str) -> str:
        """Return the key of the record of a page in flight."""
        return self.page_prefix + intake_id

    def route(self, name: str) -> str:
        """Return the key of the stream of a route's items."""
        return f"{self.items}:{name}"

    def extensions(self, stage: str) -> str:
        """Return the key of the stream of results of a plug-in that publish does not wait for."""
        return f"{self.namespace}:extensions:{stage}"

    def bell(self, stage: str) -> str:
        """Return the key that is set while a doorbell for this stage is on its way."""
        return f"{self.namespace}:bell:{stage}"

    def queue(self, stage: str) -> str:
        """Return the name of Celery's queue for a stage's doorbells."""
        return f"{self.namespace}:celery:{stage}"

    def producer(self, producer_id: str) -> str:
        """Return the key of the mark that holds a producer's latest batch."""
        return f"{self.namespace}:producer:{producer_id}"

    def job(self, job_id: str) -> str:
        """Return the key that is set while a job has sent no heartbeat lately."""
        return f"{self.namespace}:job:{job_id}"

    def seen(self, time_slice: int, shard: int) -> str:
        """Return the key of a shard of the index of seen texts, for a time slice."""
        return f"{self.namespace}:seen:{time_slice}:{shard:x}"
