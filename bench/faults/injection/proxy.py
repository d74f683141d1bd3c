"""A TCP proxy in front of the server's socket that delays, resets, half-closes and stalls connections."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: Bytes of one read.
_CHUNK = 256 * 1024
#: SO_LINGER of zero seconds: closing a connection resets it, as a firewall does that has dropped its state.
_RESET = struct.pack("ii", 1, 0)


class Proxy:
    """Forwards connections to a Unix socket, in its own thread, until `close`."""

    def __init__(self, target: str, host: str = "127.0.0.1") -> None:
        self._target = target
        self._listener = socket.create_server((host, 0), backlog=512)
        self.port = self._listener.getsockname()[1]
        self._delay = 0.0
        self._links: set[_Link] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._open = asyncio.Event()
        self._open.set()
        self._thread = threading.Thread(target=self._serve, name="proxy", daemon=True)
        self._thread.start()

    def url(self, host: str = "127.0.0.1") -> str:
        """Return the URL of the server through the proxy."""
        return f"redis://{host}:{self.port}/0"

    def delay(self, seconds: float) -> None:
        """Delay each chunk of data by so many seconds in both directions; 0 ends it."""
        self._delay = seconds

    def cut(self) -> int:
        """Reset all connections, some in the middle of an answer; return their number."""
        return self._call(lambda: sum(link.cut() for link in list(self._links)))

    def half_close(self) -> int:
        """Close all connections towards the client: commands still reach the server, their answers are lost."""
        return self._call(lambda: sum(link.half_close() for link in list(self._links)))

    def silence(self, on: bool) -> None:  # noqa: FBT001
        """Forward nothing while on; connections are still accepted, and held data is forwarded when it ends."""
        self._call(self._open.clear if on else self._open.set)

    def close(self) -> None:
        """Stop listening and reset all connections."""
        if self._thread.is_alive():
            self.cut()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(5)

    def _call(self, function: Callable[[], int | None]) -> int:
        async def called() -> int:
            return function() or 0

        return asyncio.run_coroutine_threadsafe(called(), self._loop).result(10)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._link, sock=self._listener, limit=_CHUNK))
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(self._loop), return_exceptions=True))
        self._loop.close()

    async def _link(self, inside: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            outside, onward = await asyncio.open_unix_connection(self._target, limit=_CHUNK)
        except OSError:  # without the server there is no port either
            back.transport.abort()
            return
        link = _Link(back, onward)
        self._links.add(link)
        try:
            await asyncio.gather(self._pass(inside, onward, None), self._pass(outside, back, link))
        finally:
            self._links.discard(link)
            onward.transport.abort()
            back.transport.abort()

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, link: _Link | None) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(_CHUNK):
                await self._open.wait()
                if self._delay:
                    await asyncio.sleep(self._delay)
                if link is None or not link.half_closed:
                    sink.write(data)
                    await sink.drain()
        # When one end closes, so does the other.
        sink.transport.abort()


class _Link:
    """One connection."""

    def __init__(self, back: asyncio.StreamWriter, onward: asyncio.StreamWriter) -> None:
        self._back, self._onward = back, onward
        self.half_closed = False

    def cut(self) -> int:
        for writer in (self._back, self._onward):
            inner = writer.get_extra_info("socket")
            if inner is not None and inner.family != socket.AF_UNIX:
                with contextlib.suppress(OSError):
                    inner.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            writer.transport.abort()
        return 1

    def half_close(self) -> int:
        self.half_closed = True
        with contextlib.suppress(OSError, RuntimeError):
            self._back.write_eof()
        return 1
