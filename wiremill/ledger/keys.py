"""Every Redis key of Wiremill: its type, who writes it, who deletes it, when it expires.

All keys begin with the namespace (`wm` unless set), and live in one Redis, or one behind Sentinel: the scripts touch many of
them at once.

| key                    | type   | written by         | holds                                            | goes away                        |
|------------------------|--------|--------------------|--------------------------------------------------|----------------------------------|
| `wm:intake`            | stream | producers          | raw pages                                        | each entry when parse hands on   |
| `wm:stage:<stage>`     | stream | the stage before   | `page`: the intake id of a page in flight        | each entry when the stage ends   |
| `wm:stages`            | set    | workers            | the plug-ins that any worker enables             | when empty and enabled by nobody |
| `wm:page:<intake id>`  | hash   | parse, branches    | envelope, document, results, runs, `left`        | when the page ends               |
| `wm:open`              | zset   | parse              | pages in flight after parse, by time of intake   | each member when the page ends   |
| `wm:items`             | stream | publish            | every item                                       | trimmed when all groups have it  |
| `wm:items:<route>`     | stream | publish            | items of that route                              | trimmed when all groups have it  |
| `wm:extensions:<stage>`| stream | a plug-in          | what it found in pages published before          | trimmed when all groups have it  |
| `wm:dead`              | stream | every stage        | dead letters with all that a replay needs        | replayed or dropped              |
| `wm:counts`            | hash   | every stage        | pages by outcome, since the beginning            | never (a few dozen fields)       |
| `wm:history`           | stream | every stage        | the latest pages that ended, with their runs     | past `history_pages`, once all groups have it |
| `wm:seen:<slice>:<nn>` | hash   | publish            | texts published lately, for finding duplicates   | expires after two windows        |
| `wm:near:<nn>`         | string | publish            | anchors of texts published lately, a ring        | expires a window after the last  |
| `wm:near:signatures:<n>`| string | publish           | their signatures, a ring of a fixed number       | expires a window after the last  |
| `wm:near:names:<n>`    | hash   | publish            | ids of their items, where the producer gave them | expires a window after the last  |
| `wm:near:counter`      | string | publish            | how many signatures there ever were              | expires a window after the last  |
| `wm:producer:<id>`     | string | `Producer`         | its latest batch, so that a repeat is none       | expires after two hours, a minute once it is closed |
| `wm:bell:<stage>`      | string | stages, workers    | a bell is on its way                             | expires after a minute at most   |
| `wm:workers`           | hash   | workers            | live workers and what they serve                 | each field a minute after silence|
| `wm:keeper`            | string | workers            | who trims streams and forgets consumers now      | expires after five seconds       |
| `wm:job:<id>`          | string | workers            | a doubt: no sign of life of that job lately      | at its next one, or after 16 minutes |
| `wm:log`               | string | workers            | the server's start, and writes it had then refused for its full disk, when its log was last written anew | stays |

Consumer groups of `wm:items` and `wm:history` whose names begin with `wiremill-run-` are those of jobs (`wiremill run`): what
such a group has not read is not trimmed. A job destroys its groups when it ends. It gives a sign of life every 10 seconds, while
its output is held up too; the groups of one that has given none for 15 minutes, as it was killed or stopped, are destroyed by the
housekeeping. Choose other names for groups of your own.

Celery's own keys (one list a queue, `_kombu.*`, `unacked*`) hold doorbells only and may be lost without loss of a page.
"""

from __future__ import annotations

import re

from wiremill.errors import SettingsError

#: Wiremill's own stages in the order of the flow; those in BRANCHES run side by side on the same document, as do those
#: that are plugged in (`wiremill.stages`).
STAGES = ("parse", "classify", "enrich", "publish")
BRANCHES = ("classify", "enrich")
#: The one consumer group of each stage's stream.
CONSUMER_GROUP = "wiremill"
#: The groups of a job, of the items and the history.
JOB_GROUP = re.compile(r"wiremill-run-([0-9a-f]{12})")
#: Shards of the index of seen texts: small enough hashes stay packed (512 fields), 30 bytes a text.
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
        """Return the stream that a stage reads."""
        return self.intake if name == "parse" else f"{self.namespace}:stage:{name}"

    def page(self, intake_id: str) -> str:
        """Return the record of a page in flight."""
        return self.page_prefix + intake_id

    def route(self, name: str) -> str:
        """Return the stream of a route's items."""
        return f"{self.items}:{name}"

    def extensions(self, stage: str) -> str:
        """Return the stream of what a plug-in finds that publish does not wait for."""
        return f"{self.namespace}:extensions:{stage}"

    def bell(self, stage: str) -> str:
        """Return the mark that a bell for this stage is on its way."""
        return f"{self.namespace}:bell:{stage}"

    def queue(self, stage: str) -> str:
        """Return Celery's queue of a stage's bells."""
        return f"{self.namespace}:celery:{stage}"

    def producer(self, producer_id: str) -> str:
        """Return the mark of a producer's latest batch."""
        return f"{self.namespace}:producer:{producer_id}"

    def job(self, job_id: str) -> str:
        """Return the mark that a job has given no sign of life lately."""
        return f"{self.namespace}:job:{job_id}"

    def seen(self, time_slice: int, shard: int) -> str:
        """Return the part of the index of seen texts for a slice of time."""
        return f"{self.namespace}:seen:{time_slice}:{shard:x}"
