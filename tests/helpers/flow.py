"""A flow of stages in one process: the real scripts and steps around small functions that a test can bend."""

from __future__ import annotations

import msgspec

from wiremill.contract.classification import Classification
from wiremill.contract.document import Document
from wiremill.contract.enrichment import Enrichment
from wiremill.contract.intake import encode_entry
from wiremill.contract.page import Page
from wiremill.ledger.keys import BRANCHES
from wiremill.ledger.stages import in_order
from worker.runtime.stages.branch import BranchStage
from worker.runtime.stages.parse import ParseStage
from worker.runtime.stages.plugin import PluginStage
from worker.runtime.stages.publish import PublishStage
from worker.runtime.step import Step


def parse(body, *, url=None, content_type=None, charset=None, fetched_at=None):
    return Document(url=url, text=body.decode())


def classify(documents):
    return [Classification(language="en", language_confidence=1.0) for _ in documents]


def enrich(documents):
    return [
        Enrichment(fingerprint=document.text.encode().hex()[:32].ljust(32, "0"), word_count=len(document.text.split()))
        for document in documents
    ]


class Flow:
    """Steps of all stages for one imagined process; several flows on one server are several processes."""

    def __init__(self, scripts, *, name="worker", parse=parse, classify=classify, enrich=enrich, plugins=None):
        plugins = plugins or {}
        awaited = [name for name, plugin in plugins.items() if plugin.publish_waits]
        side_stages = [name for name in plugins if name not in awaited]
        self.scripts = scripts
        self.redis = scripts.redis
        self.keys = scripts.keys
        stages = {
            "parse": ParseStage(parse, scripts.settings, (*BRANCHES, *awaited), side_stages),
            "classify": BranchStage("classify", classify),
            "enrich": BranchStage("enrich", enrich),
            **{name: PluginStage(name, plugin, scripts) for name, plugin in plugins.items()},
            "publish": PublishStage(scripts, side_stages),
        }
        self.steps = {
            stage: Step(stages[stage], scripts, consumer=f"{name}:{stage}")
            for stage in in_order(stages)
            if stage in stages
        }

    def push(self, *urls, body=b"the text of the page", **fields):
        return [
            self.redis.xadd(self.keys.intake, _pairs(encode_entry(Page(url=url, body=body, **fields)))).decode()
            for url in urls
        ]

    def step(self, stage, look=True):
        if look:
            self.steps[stage].include_expired_next()
        return self.steps[stage].run_batch()[0]

    def run(self, rounds=1000):
        """Work until no stage has anything to lease."""
        for _ in range(rounds):
            if not sum([self.step(stage) for stage in self.steps]):
                return
        raise AssertionError("the flow does not come to rest")

    def items(self, stream=None):
        entries = self.redis.xrange(stream or self.keys.items)
        return [msgspec.json.decode(fields[b"data"]) for _, fields in entries]

    def dead(self):
        return [
            {name.decode(): value for name, value in fields.items()} for _, fields in self.redis.xrange(self.keys.dead)
        ]

    def counts(self):
        return {name.decode(): int(number) for name, number in self.redis.hgetall(self.keys.counts).items()}

    def in_flight(self):
        length, _, opened, _, _ = self.scripts.census()
        return length + opened

    def close(self):
        for step in self.steps.values():
            step.close()


def _pairs(flat):
    return dict(zip(flat[::2], flat[1::2], strict=True))
