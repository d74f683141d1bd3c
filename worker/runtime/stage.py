"""The interface of a stage: read a leased page, run the pure function on a batch, and complete each page."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, TypeVar

import msgspec

from wiremill.contract.item import StageRun  # noqa: TC001  (msgspec reads the annotations)

Input = TypeVar("Input")
Output = TypeVar("Output")


class Leased(msgspec.Struct, frozen=True):
    """An entry of a stage's stream that this process holds."""

    id: bytes
    #: 1 for the first attempt.
    attempt_number: int
    #: The intake id of the page.
    page: str
    #: Fields of the entry or of the page's record; None if the page has ended meanwhile.
    fields: dict[bytes, bytes] | None


class PageIdentity(msgspec.Struct, frozen=True):
    """The ids and the URL that name a page in logs, history and dead letters."""

    page_id: str
    trace_id: str
    url: str


class Completion(msgspec.Struct, frozen=True):
    """How an attempt ends: a result handed on, the end of the page, a retry or a dead letter."""

    #: The entry for `finish.lua`, without `id` and `page`.
    entry: dict[str, Any]
    #: The event to log, and the outcome named in it.
    event: str
    outcome: str
    extra: dict[str, Any] = msgspec.field(default_factory=dict)


class Stage(ABC, Generic[Input, Output]):
    """A stage as the worker runs it. Only `prepare` uses Redis."""

    name: ClassVar[str]
    #: The fields of the record that the stage reads; empty for all of them, or for the fields of the intake entry.
    fields: ClassVar[tuple[str, ...]] = ()
    #: The stages whose bells ring after a page was handed on.
    next: ClassVar[tuple[str, ...]] = ()
    #: Most pages leased at once; None for the setting `batch_pages`.
    batch_pages: int | None = None
    #: Whether `run` is called with the whole batch.
    whole_batch: ClassVar[bool] = True

    @abstractmethod
    def identify(self, leased: Leased) -> PageIdentity:
        """Identify the page as far as its fields allow; never raises."""

    @abstractmethod
    def read(self, leased: Leased) -> Input:
        """Decode the input of the function.

        Raises:
            PageFault: the fields can't be read.
        """

    def identify_source(self, source: Input) -> PageIdentity | None:  # noqa: ARG002
        """Identify the page by the decoded input; None if that adds nothing to its fields."""
        return None

    def prepare(self, inputs: list[Input]) -> None:
        """Look up what the function needs besides its inputs."""

    def warm_up(self) -> None:
        """Load what the function needs, before the process forks."""

    @abstractmethod
    def run(self, inputs: list[Input]) -> list[Output]:
        """Run the stage's function."""

    @abstractmethod
    def complete(self, leased: Leased, source: Input, output: Output, run: StageRun) -> Completion:
        """Return how the page leaves the stage."""
