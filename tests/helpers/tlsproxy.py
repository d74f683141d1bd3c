"""TLS in front of a server that has none: what stunnel or a cloud's endpoint does."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading


class TlsProxy:
    """Accepts TLS on a port of this machine and passes all on to a Unix socket."""

    def __init__(self, context: ssl.SSLContext, target: str) -> None:
        self._context = context
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        #: Bytes as they came over the wire at first: of TLS, or of a client that speaks plainly.
        self.first_bytes: list[bytes] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more."""
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError, ssl.SSLError):
            self.first_bytes.append(client.recv(3, socket.MSG_PEEK))
            inside = self._context.wrap_socket(client, server_side=True)
            outside = socket.socket(socket.AF_UNIX)
            outside.connect(self._target)
            # A TLS socket is not for two threads at once where one writes while the other reads: each has its turn.
            inside.setblocking(False)
            outside.setblocking(False)
            _pass_on(inside, outside)


def _pass_on(inside: ssl.SSLSocket, outside: socket.socket) -> None:
    import select

    with inside, outside:
        while True:
            ready = [inside] if inside.pending() else select.select([inside, outside], [], [])[0]
            for one in ready:
                other = outside if one is inside else inside
                try:
                    data = one.recv(65536)
                except (ssl.SSLWantReadError, BlockingIOError):
                    continue
                if not data:
                    return
                other.setblocking(True)
                other.sendall(data)
                other.setblocking(False)
