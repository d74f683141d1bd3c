"""The Celery application with a minimum version that no Redis reaches: `celery -A high_floor_app worker`."""

from __future__ import annotations

import wiremill.client.connection

wiremill.client.connection.MIN_VERSION = (99, 0)

from worker.app import app  # noqa: E402

__all__ = ["app"]
