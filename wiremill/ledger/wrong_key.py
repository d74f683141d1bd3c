"""The error of a script that met a key which is not what it must be. It stands alone, since it needs redis-py."""

from __future__ import annotations

from redis.exceptions import ResponseError

from wiremill.errors import ServerError


class WrongKey(ServerError, ResponseError):
    """A key of Wiremill's has another type, or holds no number where one must be, so that a script refused to begin.

    Somebody else has written to it. The message names the key and says what it is; nothing was changed. It is an answer of
    the server too: whoever waits for a server to come right again can wait for this.
    """
