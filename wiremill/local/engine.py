"""The engine on one machine: a worker, and a private server unless one is given, for as long as a `with` block lasts.

Nothing is left behind: each is a separate process group that is stopped at the end of the block, and a guard stops them
if this process is killed.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

import msgspec

import wiremill
from wiremill.errors import ServerError, WiremillError
from wiremill.ledger.stages import enabled_stages, in_order, load_plugin
from wiremill.local.orphan_guard import OrphanGuard, end_group
from wiremill.local.server import EmbeddedServer
from wiremill.local.server_program import find_server
from wiremill.options import OPTION_PREFIX
from wiremill.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: More pages than any run has, so that the history holds all of them for reconciliation.
HISTORY_PAGES = 100_000_000
#: High-water mark of a private intake: 70 MB at 36 KB a page. The producer is on the same machine and waits, so a longer
#: queue would only take memory.
INTAKE_PAGES = 2_000
#: Seconds that a worker has to finish the batches it holds.
_STOP_SECONDS = 10.0
#: Characters of a log that an error shows.
_LOG_TAIL_CHARACTERS = 1_500


class Worker:
    """A worker of all stages in a separate process group; its log goes to a file."""

    def __init__(self, settings: Settings, *, folder: Path, processes: int, app: str = "worker") -> None:
        self.settings = settings
        self.log = folder / "worker.log"
        self._folder = folder / "worker"
        self._command = [
            *(
                sys.executable,
                "-m",
                "celery",
                "--quiet",
                "-A",
                app,
                "worker",
                "-Q",
                ",".join(in_order(enabled_stages(settings))),
                "-c",
                str(processes),
            ),
            *("-n", f"run-{os.getpid()}@%h", "--loglevel", "INFO"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id of the worker's main process, which leads the group."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the worker; it needs a second or two until it takes pages."""
        # Celery imports from the working directory first, so that directory must be empty.
        self._folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                env=worker_environment(self.settings, os.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def check(self) -> None:
        """Check that the worker has not ended by itself.

        Raises:
            ServerError: it has ended; the message has the end of its log.
        """
        if self._process and self._process.poll() is not None:
            code = self._process.returncode
            how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
            tail = self.log.read_text("utf-8", "replace")[-_LOG_TAIL_CHARACTERS:].strip() if self.log.exists() else ""
            raise ServerError(f"the worker has ended {how}; the end of its log:\n{tail or '(empty)'}")

    def stop(self, *, at_once: bool = False) -> None:
        """Stop the worker and its processes; it first finishes the batches it holds, unless `at_once` or too slow."""
        if not self._process:
            return
        if at_once:
            end_group(self._process.pid, signal.SIGKILL)
        else:
            self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        finally:
            end_group(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


class Engine:
    """A server and a worker for as long as a `with` block lasts.

    Args:
        settings: as loaded; `settings.redis_url` is used only with `private=False`.
        private: start an embedded server.
        folder: where the logs of server and worker are written and kept; None for a temporary folder.
        processes: worker processes; None for one per core.
        app: the Celery application.
        report: called with a line about each server program that was passed over.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        private: bool,
        folder: Path | None = None,
        processes: int | None = None,
        app: str = "worker",
        report: Callable[[str], None] | None = None,
    ) -> None:
        missing = [name for name in ("celery", "lxml") if find_spec(name) is None]
        if missing:
            raise WiremillError(
                f"{' and '.join(missing)} not installed, which a worker needs: pip install 'wiremill[worker,embedded]'"
            )
        for name in enabled_stages(settings):
            load_plugin(name)
        self.private = private
        self.keeps_folder = folder is not None
        self.folder = folder.resolve() if folder else Path(tempfile.mkdtemp(prefix="wiremill-run-"))
        #: Number of worker processes.
        self.processes = processes or _available_cores()
        #: The settings in force; once a private server runs they have its address.
        self.settings = settings
        self._app = app
        self._report = report
        self._guard: OrphanGuard | None = None
        self._server: EmbeddedServer | None = None
        self._lock_file: IO[bytes] | None = None
        self.worker: Worker | None = None
        #: Whether the worker holds no page that it must finish, so that it can be killed.
        self.may_kill_worker = False

    def __enter__(self) -> Self:
        try:
            self._guard = OrphanGuard()
            if not self.keeps_folder:
                self._guard.guard_folder(self.folder)
            if self.private:
                self._start_server()
            self.worker = Worker(self.settings, folder=self.folder, processes=self.processes, app=self._app)
            self.worker.start()
            if self.worker.pid:
                self._guard.guard_process(self.worker.pid)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop the worker, then the server; remove a temporary folder."""
        try:
            if self.worker:
                self.worker.stop(at_once=self.may_kill_worker or (self.private and not self.keeps_folder))
        finally:
            if self._server:
                self._server.stop()
                self._server = None
            if not self.keeps_folder:
                shutil.rmtree(self.folder, ignore_errors=True)
            if self._lock_file:
                self._lock_file.close()
                self._lock_file = None
            if self._guard:
                self._guard.close()
                self._guard = None

    def _start_server(self) -> None:
        self._lock()
        self._server = EmbeddedServer(self.folder / "redis", program=find_server(self._report))
        if self._guard and self._server.socket_folder:
            self._guard.guard_folder(self._server.socket_folder)
        self._server.start()
        if self._guard and self._server.pid:
            self._guard.guard_process(self._server.pid)
        # Replaces only the default: a limit that the user has set stays.
        untouched = self.settings.intake_max_pages == Settings().intake_max_pages
        self.settings = msgspec.structs.replace(
            self.settings,
            redis_url=self._server.url,
            broker_url=self._server.url,
            history_pages=HISTORY_PAGES,
            stages_wait="all",  # the server ends with the run, so results that come after their item would be lost
            intake_max_pages=INTAKE_PAGES if untouched else self.settings.intake_max_pages,
        )

    def _lock(self) -> None:
        """Lock the folder against a second engine: two servers would destroy one append-only log."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock_file = (self.folder / "lock").open("wb")
        try:
            fcntl.flock(self._lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ServerError(
                f"{self.folder} is in use by another run; name another folder, or wait until that run ends"
            ) from error


def _available_cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def worker_environment(settings: Settings, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a worker that runs with exactly these settings, wherever they were set."""
    settings = msgspec.structs.replace(
        settings,
        log_format="json",
        rules_file=str(Path(settings.rules_file).resolve()) if settings.rules_file else None,
        sites_file=str(Path(settings.sites_file).resolve()) if settings.sites_file else None,
    )
    inherited = {
        name: value
        for name, value in environ.items()
        if not name.startswith("WIREMILL_") or name.startswith(OPTION_PREFIX)
    }
    from_settings = {
        f"WIREMILL_{name.upper()}": str(value)
        for name, value in msgspec.structs.asdict(settings).items()
        if value is not None
    }
    return inherited | from_settings | _python_path(environ.get("PYTHONPATH", ""))


def _python_path(given: str) -> dict[str, str]:
    """Return the PYTHONPATH with which the worker imports the code that runs here, even if it is not installed."""
    root = Path(wiremill.__file__).resolve().parent.parent
    if str(root) in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        return {"PYTHONPATH": given} if given else {}
    paths: Sequence[str] = [str(root), *(str(Path(path).resolve()) for path in given.split(os.pathsep) if path)]
    return {"PYTHONPATH": os.pathsep.join(paths)}
