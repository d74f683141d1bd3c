"""The hand-over as a state machine of random steps: the real scripts on a real server, compared with the reference model."""

from __future__ import annotations

from corruption import Corruption
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from model_checks import ModelChecks
from model_workers import WORKERS, Batch
from operators import Operators
from reference_model import BRANCHES, SIDE, STAGES, WAITING, Content, ReferenceModel

from wiremill.contract.intake import encode_entry
from wiremill.contract.page import Page
from wiremill.ledger.keys import CONSUMER_GROUP
from wiremill.ledger.scripts import ensure_groups

#: Outcomes of the work on the pages of a batch: well, a temporary error, a permanent fault.
BEHAVIOURS = (["well"], ["well"], ["error"], ["error"], ["fault"], ["fault", "well"], ["well", "error", "fault"])
CONTENTS = [
    *(Content(f"https://example.org/{part}{n}", text) for part in ("", "news/") for n in range(2) for text in (
        "the mill stands by the bridge", "the bridge closes on monday", "too short"
    )),
]  # fmt: skip
MALFORMED = {
    "body_missing": {"url": "https://example.org/none"},
    "url_missing": {"body": "a text of some words"},
    "encoding_unknown": {"url": "https://example.org/odd", "body": "x", "content_encoding": "br"},
}
#: Steps in which a run comes to rest, with room: each page takes a few in each stage.
MAX_STEPS = 2_000


class HandOver(ModelChecks, Operators, Corruption, RuleBasedStateMachine):
    """Everything that producers, workers, housekeeping and operators do to pages, in any order."""

    def __init__(self, fleets, restart):
        super().__init__()
        self.fleets = fleets
        self.restart_server, self.restarts = restart, 0
        self._equip(fleets[0])
        self.redis.flushall()
        ensure_groups(self.redis, self.keys, STAGES)
        self.redis.sadd(self.keys.stages, "third", SIDE)
        settings = self.scripts.settings
        self.model = ReferenceModel(
            lease_ms=int(settings.lease_seconds * 1000),
            retry_ms=int(settings.retry_seconds * 1000),
            max_attempts=settings.max_attempts,
            most_open=settings.intake_max_pages,
            most_aside=settings.side_max_pages,
        )
        self.batches = []
        self.gone = []
        self.receipts = []
        self.sent = 0
        self.last_sent = ()

    def _equip(self, workers):
        self.workers, self.scripts, self.scripted = workers, workers.scripts, workers.scripted
        self.redis, self.keys = self.scripts.redis, self.scripts.keys
        self.scripted.behaviours = {}
        self.watch()

    @initialize(which=st.integers(0, 1), contents=st.lists(st.sampled_from(CONTENTS), min_size=2, max_size=6))
    def begin(self, which, contents):
        """With near-duplicates looked for, or without: each index alone has to tell who was first."""
        self._equip(self.fleets[which])
        for content in contents:
            self._push(content, _flat(content))

    # -- producers

    @rule(content=st.sampled_from(CONTENTS))
    def push(self, content):
        self._push(content, _flat(content))

    @rule(reason=st.sampled_from(sorted(MALFORMED)))
    def push_what_is_no_page(self, reason):
        fields = MALFORMED[reason]
        content = Content(fields.get("url", ""), fields.get("body", ""), reason)
        self._push(content, [part for pair in fields.items() for part in pair])

    @rule(contents=st.lists(st.sampled_from(CONTENTS), min_size=1, max_size=4))
    def send(self, contents):
        """A producer's batch, up to the high-water mark."""
        self.sent += 1
        room = self.model.room()
        last, ids = self._add(contents)
        assert last == self.sent - 1
        assert len(ids) == min(room, len(contents))
        for page, content in zip(ids, contents, strict=False):
            self.model.push(page, content)
        self.receipts += ids
        self.last_sent = (contents, ids)

    @precondition(lambda self: self.last_sent)
    @rule()
    def send_again(self):
        """The answer was lost, so the producer sends the batch again."""
        contents, ids = self.last_sent
        assert self._add(contents) == (self.sent, ids)

    def _add(self, contents):
        if self.in_the_way in {self.keys.intake, self.keys.open}:
            self.repair()  # a producer waits for that
        limit = self.scripts.settings.intake_max_pages
        return self.scripts.add("producer", self.sent, limit, 3600, [_flat(content) for content in contents])

    def _push(self, content, flat):
        if self.in_the_way == self.keys.intake:
            self.repair()
        page = self.redis.xadd(self.keys.intake, dict(zip(flat[::2], flat[1::2], strict=True))).decode()
        self.model.push(page, content)
        self.receipts.append(page)

    # -- workers

    @rule(
        worker=st.sampled_from(WORKERS),
        where=st.integers(0, 20),
        most=st.integers(1, 4),
        look=st.booleans(),
        behaviours=st.sampled_from(BEHAVIOURS),
    )
    def claim(self, worker, where, most, look, behaviours):
        """Lease a batch and work on it; a batch that the worker has forgotten comes again."""
        busy = [stage for stage in STAGES if self.model.streams[stage]] or ["parse"]
        self._claim(worker, busy[where % len(busy)], most, look, behaviours)

    @rule(worker=st.sampled_from(WORKERS), where=st.integers(0, 20), look=st.booleans())
    def work(self, worker, where, look):
        """A whole step that goes well."""
        busy = [stage for stage in STAGES if self.model.streams[stage]] or ["publish"]
        self._work(worker, busy[where % len(busy)], 4, look)

    @rule(worker=st.sampled_from(WORKERS), where=st.integers(0, 20), fault=st.sampled_from(("error", "fault", "fault")))
    def fail(self, worker, where, fault):
        """A whole step that goes wrong for each of its pages."""
        busy = [stage for stage in STAGES if self.model.streams[stage]] or ["parse"]
        self._work(worker, busy[where % len(busy)], 2, look=True, behaviours=[fault])

    @rule(worker=st.sampled_from(WORKERS), most=st.integers(1, 4))
    def work_on_all(self, worker, most):
        """One step of each stage."""
        self._work_on_all(worker, most, look=False)

    def _work_on_all(self, worker, most, *, look):
        did = 0
        for stage in STAGES:
            if self.model.streams[stage] and self._work(worker, stage, most, look):
                did += 1
                self.check()
        return did

    def _work(self, worker, stage, most, look, behaviours=("well",)):
        batch = self._claim(worker, stage, most, look, behaviours)
        if batch:
            self._finish(batch)
            self.batches.remove(batch)
        return batch

    @rule(
        workers=st.permutations(WORKERS),
        behaviours=st.lists(st.sampled_from(BEHAVIOURS), min_size=3, max_size=3),
        order=st.permutations(range(3)),
    )
    def race(self, workers, behaviours, order):
        """All branches at once, each in other hands, and done in any order."""
        batches = [
            self._claim(*who, 2, look=True, behaviours=behaviour)
            for *who, behaviour in zip(workers, BRANCHES, behaviours, strict=True)
        ]
        for place in order:
            if batches[place]:
                self._finish(batches[place])
                self.check()

    @precondition(lambda self: self.batches)
    @rule(which=st.integers(0, 20), forget=st.booleans())
    def finish(self, which, forget):
        """Finish a batch, in time or late; one that is not forgotten may be finished again."""
        batch = self.batches[which % len(self.batches)]
        self._finish(batch)
        if forget:
            self.batches.remove(batch)

    @precondition(lambda self: self.batches)
    @rule(which=st.integers(0, 20), worker=st.sampled_from(WORKERS))
    def take_over(self, which, worker):
        """A lease runs out, another worker does the page and is done before the first, who then finishes too."""
        batch = self.batches[which % len(self.batches)]
        self._expire(*(held.entry for held in batch.held if self.model.holds(batch.worker, held.entry)))
        for _ in batch.held:
            if self._work(worker, batch.stage, 1, look=True):
                self.check()
        self._finish(batch)

    @precondition(lambda self: self.batches)
    @rule(which=st.integers(0, 20))
    def crash(self, which):
        """A batch is forgotten with its process."""
        self.batches.pop(which % len(self.batches))

    @precondition(lambda self: self.batches)
    @rule(which=st.integers(0, 20))
    def give_back(self, which):
        """A batch can't be finished, and its process lives."""
        batch = self.batches.pop(which % len(self.batches))
        consumer = self._step(batch.worker, batch.stage).consumer
        leases = [(attempt.leased.id, attempt.leased.attempt_number) for attempt in batch.attempts]
        wait = self.scripts.settings.retry_seconds
        given = self.scripts.give_back(batch.stage, consumer, leases, wait_seconds=wait)
        assert given == self.model.give_back(batch.worker, batch.held)

    @precondition(lambda self: self.batches)
    @rule(which=st.integers(0, 20))
    def renew(self, which):
        batch = self.batches[which % len(self.batches)]
        step = self._step(batch.worker, batch.stage)
        stream = self.keys.stage(batch.stage)
        kept = self.scripts.renew(
            stream, CONSUMER_GROUP, step.consumer, [attempt.leased.id for attempt in batch.attempts]
        )
        expected = self.model.renew(batch.worker, [held.entry for held in batch.held])
        assert [entry.decode() for entry in kept] == [entry.id for entry in expected]

    def _step(self, worker, stage):
        return self.workers.flows[worker].steps[stage]

    def _claim(self, worker, stage, most, look, behaviours):
        step, model = self._step(worker, stage), self.model
        step._next_expired_check = 0.0 if look else float("inf")
        step.stage.batch_pages = None
        attempts = step._lease(most)
        held = model.claim(worker, stage, most, look=look)
        assert [
            (attempt.leased.id.decode(), attempt.leased.attempt_number, attempt.leased.page) for attempt in attempts
        ] == [(one.entry.id, one.attempt, one.entry.page) for one in held]
        assert [attempt.leased.fields is None for attempt in attempts] == [one.gone for one in held]
        if not attempts:
            return None
        texts = [model.contents[one.entry.page].text for one in held]
        self.scripted.behaviours = (
            {text: behaviours[n % len(behaviours)] for n, text in enumerate(texts)} if stage != "publish" else {}
        )
        step._read(attempts)
        step._run([attempt for attempt in attempts if attempt.source is not None])
        for one, attempt, text in zip(held, attempts, texts, strict=True):
            behaviour = self.scripted.behaviours.get(text, "well")
            if not one.gone and one.fault is None and behaviour != "well":
                one.fault, one.permanent = ("page_refused", True) if behaviour == "fault" else ("stage_failed", False)
            assert (attempt.fault.reason if attempt.fault else None) == one.fault
            assert attempt.run is None or attempt.leased.attempt_number <= model.max_attempts
        self.scripted.behaviours = {}
        batch = Batch(worker, stage, attempts, held)
        self.batches.append(batch)
        return batch

    def _finish(self, batch):
        """Finish as a worker does, and update the model with each reply of the script."""
        step, original = self._step(batch.worker, batch.stage), self.scripts.finish
        by_attempt = {id(attempt): held for attempt, held in zip(batch.attempts, batch.held, strict=True)}
        left = [by_attempt[id(attempt)] for attempt in batch.attempts]

        def finish(stage, consumer, entries):
            nonlocal left
            words = original(stage, consumer, entries)
            assert len(words) == len(entries) == len(left)
            expected = [self.model.finish(batch.worker, held, word) for held, word in zip(left, words, strict=True)]
            assert words == expected
            left = [held for held, word in zip(left, words, strict=True) if word in {"blocked", "conflict"}]
            return words

        self.scripts.finish = finish
        try:
            step._finish(batch.attempts)
        finally:
            del self.scripts.finish
        assert not left

    # -- time, and those who keep house

    @precondition(lambda self: any(entry.owner for stream in self.model.streams.values() for entry in stream))
    @rule(which=st.integers(0, 40))
    def expire(self, which):
        """A lease runs out; its holder does not know."""
        leased = [entry for stream in self.model.streams.values() for entry in stream if entry.owner]
        self._expire(leased[which % len(leased)])

    @rule()
    def expire_all(self):
        self._expire(*(entry for stream in self.model.streams.values() for entry in stream if entry.owner))

    def _expire(self, *entries):
        pipeline = self.redis.pipeline(transaction=False)
        for entry in entries:
            owner = WAITING if entry.owner == WAITING else self._step(entry.owner, entry.stage).consumer
            stream = self.at(self.keys.stage(entry.stage))
            pipeline.xclaim(stream, CONSUMER_GROUP, owner, 0, [entry.id], idle=self.model.lease_ms, justid=True)
            entry.idle = self.model.lease_ms
        pipeline.execute()

    @rule(look=st.booleans())
    def look_for_work(self, look):
        """What makes a worker ring, and what autoscaling goes by."""
        backlog = self.scripts.backlog(STAGES, include_expired=look)
        assert backlog == {stage: self.model.waiting(stage, look=look) for stage in STAGES}

    @rule(worker=st.sampled_from(WORKERS))
    def release(self, worker):
        """Another worker has seen that this one's process is dead."""
        for stage in STAGES:
            assert self.scripts.release(stage, [f"{worker}:"]) == self.model.release(stage, worker)

    @rule(what=st.sampled_from(["forget consumers", "forget consumers", "lose scripts", "restart"]))
    def keep_house(self, what):
        """Consumers that hold nothing are forgotten; a server forgets its scripts, or is killed and reads its log."""
        if what == "forget consumers":
            for stage in STAGES:
                self.scripts.forget(stage, 0)
        elif what == "lose scripts" or self.restarts:
            self.redis.script_flush()
        else:
            self.restarts += 1
            self.restart_server()

    @invariant()
    def holds(self):
        self.check()

    def teardown(self):
        """All comes to rest by itself; nothing is lost, nothing is left over."""
        if self.model.blocked:
            self.block()
        self.repair_all()
        for _ in range(MAX_STEPS):
            self.expire_all()
            if not self._work_on_all("one", 8, look=True):
                break
        assert not any(self._claim("one", stage, 8, look=True, behaviours=["well"]) for stage in STAGES)
        self.check_at_rest()


def _flat(content):
    return encode_entry(Page(url=content.url, body=content.text.encode()))
