"""The error raised when a script finds a key of unexpected type or content. A separate module, since it needs redis-py."""

from __future__ import annotations

from redis.exceptions import ResponseError

from wiremill.errors import ServerError


class WrongKey(ServerError, ResponseError):
    """A key of Wiremill's has an unexpected type, or lacks a number where one is required, so a script refused to run.

    Something else has written to the key. The message names the key and what it is; nothing was changed. It is also a
    ResponseError, so code that retries errors of the server retries this one too.
    """
