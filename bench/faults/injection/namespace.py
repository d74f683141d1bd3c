"""A network namespace for the workers, whose cable can be pulled: a partition, with no packet told of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import Self


class Namespace:
    """A namespace with one cable to this machine, for as long as the `with` block runs; needs root and iproute2."""

    def __init__(self) -> None:
        number = os.getpid() % 250
        self.name = f"wiremill-{os.getpid()}"
        self._cable = f"wm{os.getpid()}"
        #: Addresses of benchmark networks, RFC 2544: nobody's.
        self.host = f"198.18.{number}.1"
        self._inside = f"198.18.{number}.2"
        #: What a command is started with, to run in it.
        self.prefix = ("ip", "netns", "exec", self.name)

    @staticmethod
    def missing() -> str:
        """Return why there can be none here, or an empty text."""
        if shutil.which("ip") is None:
            return "iproute2 is not installed"
        if os.geteuid() != 0:
            return "network namespaces need root"
        probe = subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False)
        return "" if probe.returncode == 0 else "the kernel allows no network namespace here"

    def plug(self, on: bool) -> None:  # noqa: FBT001
        """Plug the cable in, or pull it."""
        _ip("link", "set", self._cable, "up" if on else "down")

    def __enter__(self) -> Self:
        _ip("netns", "add", self.name)
        _ip("link", "add", self._cable, "type", "veth", "peer", "name", "eth0", "netns", self.name)
        _ip("addr", "add", f"{self.host}/24", "dev", self._cable)
        _ip("-n", self.name, "addr", "add", f"{self._inside}/24", "dev", "eth0")
        for device in ("lo", "eth0"):
            _ip("-n", self.name, "link", "set", device, "up")
        self.plug(on=True)
        return self

    def __exit__(self, *_: object) -> None:
        for words in (("link", "del", self._cable), ("netns", "del", self.name)):
            subprocess.run(["ip", *words], capture_output=True, check=False)


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"ip {' '.join(words)}: {done.stderr.strip()}")
