"""The Celery application, for which every Redis is too old: `celery -A demanding worker`."""

from __future__ import annotations

import wiremill.client.connection

wiremill.client.connection.MIN_VERSION = (99, 0)

from worker.app import app  # noqa: E402

__all__ = ["app"]
