"""A reference model of the hand-over in plain Python: what each script must do with the pages, rule by rule.

Of Redis it knows only the order of a stream. Its state is compared with the server after every step.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

BRANCHES = ("classify", "enrich", "third")
SIDE = "aside"
STAGES = ("parse", *BRANCHES, SIDE, "publish")
#: Those of a page whose letter does not name its branches.
OWN = BRANCHES[:2]
#: The owner of entries that wait for another attempt.
WAITING = "waiting"
#: Words of a page that is filtered have fewer.
MINIMUM_WORDS = 3


@dataclass(frozen=True)
class Content:
    """What a producer hands in: `malformed` is the reason for which parse must refuse it."""

    url: str
    text: str
    malformed: str | None = None

    @property
    def filtered(self):
        return len(self.text.split()) < MINIMUM_WORDS

    @property
    def routes(self):
        return ["news"] if "/news/" in self.url else []


@dataclass(eq=False)
class Entry:
    """An entry of a stage's stream; its id is learnt from the server, except that of a page in the intake."""

    stage: str
    page: str
    id: str | None = None
    owner: str | None = None
    tried: int = 0
    #: How long the lease looks unrenewed when it was last touched, in ms.
    idle: int = 0
    side: bool = False


@dataclass(eq=False)
class Letter:
    """A dead letter; `done` are the branches that had their result, `content` what parse would need."""

    page: str
    stage: str
    reason: str
    attempts: int
    side: bool
    done: frozenset[str]
    branches: tuple[str, ...] = BRANCHES
    #: Whether what a replay needs is missing.
    lost: bool = False
    id: str | None = None


@dataclass(eq=False)
class Held:
    """A leased entry as its holder sees it: what it was when it was leased, and how the work went."""

    entry: Entry
    attempt: int
    #: Whether the page had ended, so that there is nothing to work on.
    gone: bool
    #: None, or the reason of a fault, and whether trying again can't help.
    fault: str | None = None
    permanent: bool = False
    #: How many items there were when the indexes were read.
    looked: int = 0


@dataclass
class ReferenceModel:
    """Every page, who holds it, and how it ended."""

    lease_ms: int
    retry_ms: int
    max_attempts: int
    most_open: int
    most_aside: int
    streams: dict[str, list[Entry]] = field(default_factory=lambda: {stage: [] for stage in STAGES})
    contents: dict[str, Content] = field(default_factory=dict)
    #: A page in flight after parse, and the branches that are done.
    records: dict[str, set[str]] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    #: page, outcome, reason.
    history: list[tuple[str, str, str]] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    routed: list[str] = field(default_factory=list)
    extensions: list[str] = field(default_factory=list)
    #: Whether items of the route can't be added, and whether pages can't be handed to the plug-in after their end.
    blocked: bool = False
    aside_blocked: bool = False
    #: The branches of a page in flight, where they are not all; and what of its record somebody has corrupted.
    branches: dict[str, tuple[str, ...]] = field(default_factory=dict)
    corrupted: dict[str, str] = field(default_factory=dict)
    #: The branches whose results a published page has.
    made: dict[str, frozenset[str]] = field(default_factory=dict)
    #: The page that a page was before a replay gave it another id.
    before: dict[str, str] = field(default_factory=dict)

    # -- what comes in

    def push(self, page, content):
        self.contents[page] = content
        self.streams["parse"].append(Entry("parse", page, id=page))

    def room(self):
        return max(0, self.most_open - len(self.streams["parse"]) - len(self.records))

    # -- leases

    def claim(self, worker, stage, most, *, look):
        stream = self.streams[stage]
        again = [entry for entry in stream if entry.owner == worker]
        if not again and look:
            again = [entry for entry in stream if entry.owner and entry.idle >= self.lease_ms]
        if again:
            taken = again[:1]
        elif stage == "parse" and len(self.records) >= self.most_open:
            taken = []
        else:
            taken = [entry for entry in stream if entry.owner is None][:most]
            if stage == "parse":
                self.counts["accepted"] += len(taken)
        for entry in taken:
            entry.owner, entry.idle = worker, 0
            entry.tried += 1
        return [self._held(entry) for entry in taken]

    def _held(self, entry):
        gone = entry.stage != "parse" and not entry.side and entry.page not in self.records
        held = Held(entry, entry.tried, gone, looked=len(self.items))
        if not gone and entry.tried > self.max_attempts:
            held.fault, held.permanent = "worker_lost", True
        elif entry.stage == "parse" and self.contents[entry.page].malformed:
            held.fault, held.permanent = self.contents[entry.page].malformed, True
        elif entry.stage != "parse" and not entry.side and self.corrupted.get(entry.page) in {"type", "document"}:
            # Without a record publish has no results at all, which it takes for a fault of the page.
            held.fault = "stage_failed"
            held.permanent = entry.stage == "publish" and self.corrupted[entry.page] == "type"
        return held

    def waiting(self, stage, *, look):
        """What `backlog` has to say: not delivered, or expired."""
        return sum(entry.owner is None or (look and entry.idle >= self.lease_ms) for entry in self.streams[stage])

    def renew(self, worker, entries):
        kept = [entry for entry in entries if self.holds(worker, entry)]
        for entry in kept:
            entry.idle = 0
        return kept

    def give_back(self, worker, batch):
        given = [held for held in batch if self.holds(worker, held.entry)]
        for held in given:
            held.entry.owner, held.entry.tried = WAITING, held.attempt - 1
            held.entry.idle = self.lease_ms - self.retry_ms
        return len(given)

    def release(self, stage, worker):
        freed = [entry for entry in self.streams[stage] if entry.owner == worker]
        for entry in freed:
            entry.owner, entry.idle = WAITING, self.lease_ms
        return len(freed)

    def holds(self, worker, entry):
        return entry in self.streams[entry.stage] and entry.owner == worker

    # -- the end of a step

    def finish(self, worker, held, word):
        """Do what `finish` has to do for an entry; return the word that it has to say. `word` is what it said."""
        entry = held.entry
        if not self.holds(worker, entry):
            return "lost"
        if held.gone:
            return self._off(entry, "stale")
        if held.fault:
            return self._fail(held)
        if entry.stage == "parse":
            self._off(entry)
            self.records[entry.page] = set()
            for branch in BRANCHES:
                self.streams[branch].append(Entry(branch, entry.page))
            return "ok"
        if entry.side:
            self._off(entry)
            self.extensions.append(entry.page)
            self.counts[f"side:{SIDE}:done"] += 1
            return "ok"
        return self._end(held, word) if entry.stage == "publish" else self._join(held)

    def _block(self, held):
        held.fault = "stage_failed"
        return "blocked"

    def _join(self, held):
        entry = held.entry
        if self.corrupted.get(entry.page) in {"type", "left"}:
            return self._block(held)
        done, branches = self.records.get(entry.page), self.branches.get(entry.page, BRANCHES)
        if done is None or entry.stage in done or entry.stage not in branches:
            return self._off(entry, "stale")
        self._off(entry)
        done.add(entry.stage)
        if not done.issuperset(branches):
            return "ok"
        self.streams["publish"].append(Entry("publish", entry.page))
        return "joined"

    def _end(self, held, word):
        entry = held.entry
        if entry.page not in self.records or self.corrupted.get(entry.page) == "type":
            return self._block(held) if entry.page in self.records else self._off(entry, "stale")
        content = self.contents[entry.page]
        if content.filtered:
            self._off(entry)
            return self._close(entry.page, "filtered", "too_short")
        if word == "conflict" and len(self.items) > held.looked:
            held.looked = len(self.items)  # it looks again
            return "conflict"
        if any(self.contents[page] == content for page in self.items):
            self._off(entry)
            return self._close(entry.page, "duplicate", "")
        if (self.blocked and content.routes) or self.aside_blocked or self.corrupted.get(entry.page) == "document":
            return self._block(held)
        self._off(entry)
        return self._publish(entry, content)

    def _publish(self, entry, content):
        self.items.append(entry.page)
        self.made[entry.page] = frozenset(self.records[entry.page])
        for route in content.routes:
            self.routed.append(entry.page)
            self.counts[f"route:{route}"] += 1
        if len(self.streams[SIDE]) >= self.most_aside:
            self.counts[f"side:{SIDE}:skipped"] += 1
        else:
            self.streams[SIDE].append(Entry(SIDE, entry.page, side=True))
            self.counts[f"side:{SIDE}:handed"] += 1
        return self._close(entry.page, "published", "")

    def _fail(self, held):
        entry = held.entry
        if not held.permanent and held.attempt < self.max_attempts:
            entry.owner = WAITING
            entry.idle = max(0, self.lease_ms - self.retry_ms * 2 ** (held.attempt - 1))
            return "ok"
        if entry.stage != "parse" and not entry.side and entry.page not in self.records:
            return self._off(entry, "stale")
        self._off(entry)
        corrupted = None if entry.side else self.corrupted.get(entry.page)
        done = frozenset(() if corrupted == "type" else self.records.get(entry.page, ()))
        attempts = min(held.attempt, self.max_attempts)
        branches, lost = self.branches.get(entry.page, BRANCHES), corrupted in {"type", "document"}
        self.letters.append(Letter(entry.page, entry.stage, held.fault, attempts, entry.side, done, branches, lost))
        if entry.side:
            self.counts[f"side:{SIDE}:dead"] += 1
            return "ok"
        return self._close(entry.page, "dead", held.fault)

    def _off(self, entry, word="ok"):
        self.streams[entry.stage].remove(entry)
        return word

    def _close(self, page, outcome, reason):
        for kept in (self.records, self.branches, self.corrupted):
            kept.pop(page, None)
        self.counts[outcome] += 1
        if reason:
            self.counts[f"{outcome}:{reason}"] += 1
        self.history.append((page, outcome, reason))
        return "ok"

    # -- dead letters

    def trim_dead_letters(self, limit):
        dropped = self.letters[: max(0, len(self.letters) - limit)]
        for letter in dropped:
            self.drop(letter)
        return len(dropped)

    def drop(self, letter):
        self.letters.remove(letter)
        self.counts["dropped"] += 1

    def replay(self, letter, page):
        """Put a letter back to work; `page` is what the script says that the page's id is now."""
        self.letters.remove(letter)
        self.counts["replayed"] += 1
        if letter.side:
            self.counts[f"side:{SIDE}:dead"] -= 1
            self.streams[SIDE].append(Entry(SIDE, letter.page, side=True))
            return
        self.counts["dead"] -= 1
        self.counts[f"dead:{letter.reason}"] -= 1
        if letter.stage == "parse":
            self.counts["accepted"] -= 1
            self.before[page] = letter.page
            self.push(page, replace(self.contents[letter.page]))
            return
        self.records[letter.page], self.branches[letter.page] = set(letter.done), letter.branches
        undone = [branch for branch in letter.branches if branch not in letter.done]
        for stage in undone or ["publish"]:
            self.streams[stage].append(Entry(stage, letter.page))

    # -- what must hold of any state

    def in_flight(self):
        return len(self.streams["parse"]) + len(self.records)

    def origin(self, page):
        while page in self.before:
            page = self.before[page]
        return page
