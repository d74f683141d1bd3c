"""The Celery application: lean, JSON only, no results; its messages are doorbells and may be lost."""

from __future__ import annotations

import gc
import logging
from contextlib import closing, suppress
from typing import Any

from celery import Celery, signals

from wiremill import logs
from wiremill.client.connection import UNREACHABLE, broker_settings, check_server_version, connect
from wiremill.errors import SettingsError, WiremillError
from wiremill.ledger.keys import STAGES, Keys
from wiremill.ledger.stages import served_stages
from wiremill.settings import load_settings
from worker.runtime.bootstep import RuntimeStep
from worker.runtime.drain import warm_up
from worker.runtime.pool import check_pool
from worker.runtime.process_limits import limit_memory
from worker.runtime.process_names import name_main_process

try:
    settings = load_settings()
    _broker = broker_settings(settings)
except SettingsError as error:
    raise SystemExit(f"wiremill: {error}") from None
keys = Keys(settings.namespace)

app = Celery("wiremill", include=["worker.tasks"], set_as_current=False)
app.conf.update(
    accept_content=["json"],
    broker_channel_error_retry=True,
    broker_connection_max_retries=None,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "global_keyprefix": f"{keys.namespace}:celery:",
        "socket_keepalive": True,
        # A server that does not answer must not block the main process, which watches over its children.
        "socket_connect_timeout": 5,
        "socket_timeout": 5,
        # Seconds; waiting for bells at a server that has stopped answering ends after twice that.
        "health_check_interval": 5,
        **_broker.pop("broker_transport_options", {}),
    },
    **_broker,
    enable_utc=True,
    event_queue_ttl=10,
    result_backend=None,
    task_acks_late=False,
    task_default_queue="parse",
    task_ignore_result=True,
    # The stages that a worker started without `-Q` serves; any other name is a plug-in's.
    task_queues={stage: {"exchange": stage, "routing_key": stage} for stage in STAGES},
    task_send_sent_event=False,
    task_serializer="json",
    task_time_limit=settings.task_seconds,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_hijack_root_logger=False,
    worker_max_memory_per_child=settings.recycle_megabytes * 1024,
    worker_prefetch_multiplier=1,
    worker_redirect_stdouts=False,
    worker_send_task_events=False,
)
app.steps["consumer"].add(RuntimeStep)

#: Loggers that write a line for every doorbell.
_PER_BELL_LOGGERS = ("celery.app.trace", "celery.worker.strategy", "celery.worker.consumer.mingle")


@signals.setup_logging.connect
def _configure_logs(**_: Any) -> None:
    logs.configure(settings, capture_stdlib=True)
    for name in _PER_BELL_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)


@signals.worker_init.connect
def _check_pool_and_name_process(sender: Any, **_: Any) -> None:
    """Refuse a pool in which the limits do not hold, before anything starts, and name the main process."""
    try:
        check_pool(sender.pool_cls)
    except WiremillError as error:
        raise SystemExit(f"wiremill: {error}") from None
    name_main_process()


@signals.celeryd_after_setup.connect
def _load_stages(instance: Any, **_: Any) -> None:
    """Load the stages that this worker serves before it forks, so that its processes share their tables."""
    try:
        _check_server_version()
        warm_up(served_stages(instance.app.amqp.queues.consume_from))
    except WiremillError as error:
        raise SystemExit(f"wiremill: {error}") from None


def _check_server_version() -> None:
    """Refuse a server that is too old. If it is unreachable now, the bootstep checks it later."""
    with closing(connect(settings, retries=0)) as client, suppress(*UNREACHABLE):
        check_server_version(client)


#: Objects allocated between two runs of the cyclic collector: a page makes thousands, and hardly any is in a cycle.
_GC_THRESHOLD = 50_000


@signals.worker_process_init.connect
def _prepare_process(**_: Any) -> None:
    limit_memory(settings.memory_megabytes)
    gc.set_threshold(_GC_THRESHOLD)
