"""A stage that runs any text classification model of Hugging Face's `transformers`, on a processor or an accelerator.

Its options are `WIREMILL_STAGE_TRANSFORMERS_…`, one for each field of `ClassifierOptions`. For a second model, declare a
second stage: an entry point in your own package that names a `classifier_stage("…")`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from wiremill.contract.plugin import Plugin
from wiremill.errors import SettingsError
from wiremill.options import load_options

if TYPE_CHECKING:
    from wiremill.contract.document import Document

#: Most characters per token, averaged over a text; text beyond `max_tokens` times this is not even tokenised.
_MAX_CHARACTERS_PER_TOKEN = 16


class ClassifierOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The options of a classifier, as read from the environment."""

    #: A folder, or a name on the hub, which is then downloaded.
    model: str
    #: Branch, tag or commit on the hub.
    revision: str = "main"
    #: As PyTorch names it: `cpu`, `cuda`, `cuda:1`, `mps`.
    device: str = "cpu"
    #: Texts a pass.
    batch: Annotated[int, Meta(ge=1)] = 8
    #: Of a text, from its beginning; never more than the model takes.
    max_tokens: Annotated[int, Meta(ge=1)] = 256
    #: Labels that are returned, the surest ones.
    labels: Annotated[int, Meta(ge=1)] = 5


class Label(msgspec.Struct, frozen=True):
    """A label of the model, by its own name."""

    name: str
    #: A probability, as the model has it; calibrated only if the model is.
    score: float


class Labels(msgspec.Struct, frozen=True, kw_only=True):
    """The labels of a document, the most probable first; none for a document without text."""

    model: str
    labels: list[Label]


class Classifier:
    """One model in one process."""

    def __init__(self, stage: str) -> None:
        self._stage = stage
        self._options: ClassifierOptions | None = None
        self._tokenizer: Any = None
        self._model: Any = None
        self._device = "cpu"

    def load(self) -> None:
        """Load tokenizer and model into memory; forked processes share them until they move them to a device.

        Raises:
            SettingsError: the options are wrong, the libraries are missing, or there is no such model.
        """
        options = load_options(self._stage, ClassifierOptions)
        # The tokenizer's threads do not survive a fork.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            import torch
            from transformers import AutoModelForSequenceClassification, AutoTokenizer
            from transformers.utils.logging import disable_progress_bar
        except ImportError as error:
            raise SettingsError(f"stage {self._stage!r} needs pip install 'wiremill[transformers]': {error}") from error
        # Each core has a process of its own, and OpenMP's threads do not survive a fork either.
        torch.set_num_threads(1)
        disable_progress_bar()
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(options.model, revision=options.revision)
            model = AutoModelForSequenceClassification.from_pretrained(options.model, revision=options.revision)
        except (OSError, ValueError) as error:
            raise SettingsError(f"stage {self._stage!r}: no model at {options.model!r}: {error}") from error
        self._model = model.eval()
        self._options = options
        if self._tokenizer.pad_token is None and self._tokenizer.eos_token is not None:
            self._tokenizer.pad_token = self._tokenizer.eos_token
        if model.config.pad_token_id is None:
            model.config.pad_token_id = self._tokenizer.pad_token_id

    def run(self, documents: list[Document]) -> list[Labels]:
        """Return the labels of each document, from its title and the beginning of its text."""
        if self._options is None:
            self.load()
        options = self._options
        if options is None:
            raise RuntimeError("not loaded")
        max_characters = options.max_tokens * _MAX_CHARACTERS_PER_TOKEN
        texts = [
            f"{document.title or ''}\n{document.text[:max_characters]}".strip()[:max_characters]
            for document in documents
        ]
        found: list[list[Label]] = [[] for _ in texts]
        # Texts of a pass are padded to the longest of them, so texts of similar length go together.
        order = sorted((number for number, text in enumerate(texts) if text), key=lambda number: len(texts[number]))
        size = options.batch if self._tokenizer.pad_token is not None else 1
        for start in range(0, len(order), size):
            chosen = order[start : start + size]
            for number, scores in zip(chosen, self._scores([texts[number] for number in chosen], options), strict=True):
                found[number] = self._top_labels(scores, options.labels)
        return [Labels(model=options.model, labels=labels) for labels in found]

    def _scores(self, texts: list[str], options: ClassifierOptions) -> list[list[float]]:
        import torch

        if self._device != options.device:  # here, because a device can't be used on both sides of a fork
            self._model.to(options.device)
            self._device = options.device
        max_tokens = min(options.max_tokens, self._tokenizer.model_max_length)
        inputs = self._tokenizer(
            texts, truncation=True, max_length=max_tokens, padding=len(texts) > 1, return_tensors="pt"
        ).to(options.device)
        with torch.inference_mode():
            logits = self._model(**inputs).logits.float()
        config = self._model.config
        # Like the pipeline of transformers: labels are mutually exclusive unless the model's configuration says otherwise.
        exclusive = config.num_labels > 1 and config.problem_type != "multi_label_classification"
        scores: list[list[float]] = (torch.softmax(logits, -1) if exclusive else torch.sigmoid(logits)).cpu().tolist()
        return scores

    def _top_labels(self, scores: list[float], number: int) -> list[Label]:
        names = self._model.config.id2label
        labels = [Label(str(names[position]), round(score, 4)) for position, score in enumerate(scores)]
        return sorted(labels, key=lambda label: (-label.score, label.name))[:number]


def classifier_stage(name: str, *, publish_waits: bool = True) -> Plugin:
    """Return a stage of this name that runs the model named by its options."""
    classifier = Classifier(name)
    return Plugin(run=classifier.run, preload=classifier.load, publish_waits=publish_waits)


STAGE = classifier_stage("transformers")
