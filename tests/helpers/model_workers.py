"""The workers of the hand-over: three workers of all stages, whose functions behave as told for each text."""

from __future__ import annotations

from flow import Flow
from flow import classify as plain_classify
from flow import enrich as plain_enrich
from flow import parse as plain_parse
from reference_model import SIDE

from wiremill.contract.plugin import Plugin
from wiremill.errors import PageFault

WORKERS = ("one", "two", "three")


class ScriptedStages:
    """Functions of the stages that behave as told for each text."""

    def __init__(self):
        self.behaviours = {}

    def parse(self, body, **fields):
        self._act(body.decode())
        return plain_parse(body, **fields)

    def classify(self, documents):
        return plain_classify(self._all(documents))

    def enrich(self, documents):
        return plain_enrich(self._all(documents))

    def plugin(self, documents):
        return [{"words": document.text} for document in self._all(documents)]

    def _all(self, documents):
        for document in documents:
            self._act(document.text)
        return documents

    def _act(self, text):
        behaviour = self.behaviours.get(text, "well")
        if behaviour == "error":
            raise RuntimeError("an error that may pass")
        if behaviour == "fault":
            raise PageFault("page_refused", "a page that can't be handled")


class Workers:
    """Three workers of all stages, kept from one run of the machine to the next."""

    def __init__(self, scripts):
        self.scripts = scripts
        self.scripted = scripted = ScriptedStages()
        plugins = {"third": Plugin(run=scripted.plugin), SIDE: Plugin(run=scripted.plugin, publish_waits=False)}
        self.flows = {
            name: Flow(
                scripts,
                name=name,
                parse=scripted.parse,
                classify=scripted.classify,
                enrich=scripted.enrich,
                plugins=plugins,
            )
            for name in WORKERS
        }

    def close(self):
        for flow in self.flows.values():
            flow.close()


class Batch:
    """A batch leased by a worker, and what the model knows of it."""

    def __init__(self, worker, stage, attempts, held):
        self.worker, self.stage, self.attempts, self.held = worker, stage, attempts, held
