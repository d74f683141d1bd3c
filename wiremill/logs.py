"""Logging: one JSON object per line on standard error, or coloured lines on a terminal.

docs/reference.md lists every event. Page content is never logged.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

import structlog

from wiremill.json_codec import encode_json

if TYPE_CHECKING:
    from wiremill.settings import Settings


def configure(settings: Settings, *, capture_stdlib: bool = False) -> None:
    """Send structlog's events, and optionally those of the standard library, to standard error."""
    level = getattr(logging, settings.log_level.upper())
    pretty = settings.log_format == "console" or (settings.log_format == "auto" and sys.stderr.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if pretty:
        render: Any = structlog.dev.ConsoleRenderer()
        factory: Any = structlog.PrintLoggerFactory(sys.stderr)
    else:
        render = structlog.processors.JSONRenderer(serializer=_line)
        factory = structlog.BytesLoggerFactory(sys.stderr.buffer)
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=factory,
        cache_logger_on_first_use=True,
    )
    if capture_stdlib:
        _capture(shared, render if pretty else structlog.processors.JSONRenderer(serializer=_text), level)


def _capture(shared: list[Any], render: Any, level: int) -> None:
    """Format the standard library's log records the same way."""
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            render,
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


def _line(event: Any, **_: Any) -> bytes:
    return encode_json(event)


def _text(event: Any, **_: Any) -> str:
    return encode_json(event).decode()
