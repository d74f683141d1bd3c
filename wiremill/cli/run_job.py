"""`wiremill run` without its options: hands pages over, shows items, and reconciles the outcomes."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from redis.exceptions import RedisError
from rich.text import Text

from wiremill import logs
from wiremill.cli.commands.status import accounting_equation
from wiremill.cli.hand_over import HandOver
from wiremill.cli.views.dead_count import DEAD_STYLE
from wiremill.cli.views.formatting import format_duration, pluralise
from wiremill.cli.views.output import console
from wiremill.cli.views.run_progress import RunView
from wiremill.cli.views.timeline import print_timeline
from wiremill.cli.worker_extra import worker_extra
from wiremill.client.connection import check_server_version, connect
from wiremill.errors import ServerError
from wiremill.ledger.accounting import Census, Reconciliation
from wiremill.ledger.dead_letters import DeadLetterFilter, DeadLetters
from wiremill.ledger.scripts import Scripts
from wiremill.local.engine import Engine
from wiremill.local.job import Job
from wiremill.rules import load_rules
from wiremill.terminal import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wiremill.settings import Settings

#: Retries of a command while the server is unreachable: a private server does not restart by itself, a shared one may.
_RETRIES_PRIVATE, _RETRIES = 3, 12
#: Numbers of timelines, dead letters and breaches printed.
_MAX_TIMELINES, _MAX_DEAD_LETTERS, _MAX_BREACHES = 5, 20, 20
#: Characters of a log that an error shows.
_LOG_TAIL_CHARACTERS = 800


class RunOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The options of a run."""

    as_json: bool
    url: str | None = None
    processes: int | None = None
    keep: str | None = None
    timeout: float | None = None
    trace: bool = False
    fail_on_dead: bool = False


class Run:
    """One `wiremill run`."""

    def __init__(self, paths: Sequence[str], settings: Settings, options: RunOptions, *, private: bool) -> None:
        # Reports wrong files here, instead of a worker that fails to start.
        load_rules(settings.rules_file)
        if settings.sites_file:
            with worker_extra("wiremill run"):
                from worker.parse.sites.file import load_sites

            load_sites(settings.sites_file)
        self._settings = settings
        self._options = options
        self._private = private
        self._view = RunView(as_json=options.as_json)
        self._errors = console(stderr=True)
        self._hand_over = HandOver(paths, max_bytes=settings.page_max_bytes, url=options.url, report=self._view.say)
        self._timed_out = False

    def execute(self) -> int:
        """Run the job to its end; return the exit code.

        Raises:
            ServerError: the server or the worker did not start, or ended by itself.
        """
        options = self._options
        logs.configure(self._settings)
        if not self._private:
            with closing(connect(self._settings, retries=1)) as client:
                check_server_version(client)  # reports an unreachable or too old server before anything is started
        keep = Path(options.keep) if options.keep else None
        with Engine(
            self._settings, private=self._private, folder=keep, processes=options.processes, report=self._view.say
        ) as engine:
            client = connect(engine.settings, retries=_RETRIES_PRIVATE if self._private else _RETRIES)
            try:
                return self._run_job(engine, Scripts(client, engine.settings))
            except RedisError as error:
                if not self._private:
                    raise
                log = engine.folder / "redis" / "redis.log"
                tail = log.read_text("utf-8", "replace")[-_LOG_TAIL_CHARACTERS:].strip() if log.exists() else ""
                raise ServerError(f"the private Redis does not answer: {error}; the end of its log:\n{tail}") from error
            finally:
                client.close()

    def _run_job(self, engine: Engine, scripts: Scripts) -> int:
        # Without --keep nobody can read the items later, so they need not stay in the server's memory.
        keep_items = self._private and self._options.keep is not None
        job = Job(scripts, self._hand_over.receipts(engine.settings), keep_items=keep_items)
        started = time.monotonic()
        try:
            with self._view:
                self._follow(job, engine, started)
            result = job.reconcile(whole_history=self._private)
            engine.may_kill_worker = self._private and not job.awaited
        finally:
            job.close()
        if self._options.trace:
            self._print_traces(job)
        self._report(job, result, time.monotonic() - started)
        if job.outcomes["dead"]:
            self._print_dead(job, scripts)
        return self._exit_code(job, result)

    def _follow(self, job: Job, engine: Engine, started: float) -> None:
        timeout = self._options.timeout
        for items in job.poll():
            self._view.show(items)
            self._view.progress(job, engine.processes)
            if engine.worker:
                engine.worker.check()
            if timeout is not None and time.monotonic() - started > timeout:
                self._timed_out = True
                return

    def _exit_code(self, job: Job, result: Reconciliation) -> int:
        dead = job.outcomes["dead"]
        every_page_died = dead > 0 and dead == job.ended
        wrong = (
            self._timed_out,
            self._hand_over.skipped,
            job.awaited,
            job.items != job.outcomes["published"],
            not result.exact,
            every_page_died,
            self._options.fail_on_dead and dead,
        )
        return int(any(wrong))

    def _report(self, job: Job, result: Reconciliation, seconds: float) -> None:
        out = self._errors
        accepted = len(job.handed_over)
        census = Census(
            accepted=accepted,
            **{name: job.outcomes[name] for name in ("published", "duplicate", "filtered", "dead")},
            in_flight=len(job.awaited - job.lost),
            intake=0,
            dead_letters=0,
            reasons={},
        )
        out.print(accounting_equation(census), soft_wrap=True)
        rate = f", {job.ended / seconds:,.1f} pages/s" if job.ended else ""
        skipped = f", {self._hand_over.skipped:,} skipped" if self._hand_over.skipped else ""
        out.print(Text(f"{pluralise(accepted, 'page')} in {format_duration(seconds)}{rate}{skipped}", style="dim"))
        if self._timed_out:
            unfinished = pluralise(len(job.awaited), "page")
            out.print(
                Text(
                    f"gave up after --timeout {self._options.timeout:g} s: {unfinished} without outcome",
                    style="bold red",
                )
            )
        if job.items < job.outcomes["published"]:
            missing = job.outcomes["published"] - job.items
            out.print(
                Text(
                    f"{pluralise(missing, 'item')} were published but not received: trimmed past items_max_length",
                    style="bold red",
                )
            )
        if result.census.difference:
            out.print(Text("the server's own accounting:", style="bold red"))
            out.print(accounting_equation(result.census), soft_wrap=True)
        for breach in result.breaches[:_MAX_BREACHES]:
            out.print(Text(f"  {clean(breach.page):<22} {clean(breach.problem)}", style="red"), soft_wrap=True)
        if len(result.breaches) > _MAX_BREACHES:
            out.print(Text(f"  and {len(result.breaches) - _MAX_BREACHES:,} more", style="red"))

    def _print_traces(self, job: Job) -> None:
        out = self._errors if self._options.as_json else console()
        for trace in job.traces[:_MAX_TIMELINES]:
            out.print()
            print_timeline(out, trace)
        out.print()

    def _print_dead(self, job: Job, scripts: Scripts) -> None:
        pages = {trace.intake_id for trace in job.dead}
        dead_letters = (
            dead_letter for dead_letter in DeadLetters(scripts).find(DeadLetterFilter()) if dead_letter.page in pages
        )
        out = self._errors
        out.print(Text(f"{pluralise(job.outcomes['dead'], 'dead letter')}:", style=DEAD_STYLE))
        for _, dead_letter in zip(range(_MAX_DEAD_LETTERS), dead_letters, strict=False):
            line = Text(f"  {dead_letter.stage}: {dead_letter.reason}  ", style="red")
            line.append(f"{clean(dead_letter.url)}  ", "")
            line.append(clean(dead_letter.error), "dim")
            out.print(line, soft_wrap=True)
        if job.outcomes["dead"] > _MAX_DEAD_LETTERS:
            out.print(Text(f"  and {job.outcomes['dead'] - _MAX_DEAD_LETTERS:,} more", style=DEAD_STYLE))
