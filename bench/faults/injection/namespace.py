"""A network namespace for the workers whose link can be cut: a partition, in which packets vanish silently."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import Self


class Namespace:
    """A namespace with one link to this machine, for the time of the `with` block; needs root and iproute2."""

    def __init__(self) -> None:
        number = os.getpid() % 250
        self.name = f"wiremill-{os.getpid()}"
        self._link = f"wm{os.getpid()}"
        #: Addresses reserved for benchmarks (RFC 2544).
        self.host = f"198.18.{number}.1"
        self._inside = f"198.18.{number}.2"
        #: Prefix of a command to run it in the namespace.
        self.prefix = ("ip", "netns", "exec", self.name)

    @staticmethod
    def missing() -> str:
        """Return why no namespace can be created here, or an empty string."""
        if shutil.which("ip") is None:
            return "iproute2 is not installed"
        if os.geteuid() != 0:
            return "network namespaces need root"
        probe = subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False)
        return "" if probe.returncode == 0 else "the kernel allows no network namespace here"

    def set_link(self, up: bool) -> None:  # noqa: FBT001
        """Set the link up or down."""
        _ip("link", "set", self._link, "up" if up else "down")

    def __enter__(self) -> Self:
        _ip("netns", "add", self.name)
        _ip("link", "add", self._link, "type", "veth", "peer", "name", "eth0", "netns", self.name)
        _ip("addr", "add", f"{self.host}/24", "dev", self._link)
        _ip("-n", self.name, "addr", "add", f"{self._inside}/24", "dev", "eth0")
        for device in ("lo", "eth0"):
            _ip("-n", self.name, "link", "set", device, "up")
        self.set_link(up=True)
        return self

    def __exit__(self, *_: object) -> None:
        for words in (("link", "del", self._link), ("netns", "del", self.name)):
            subprocess.run(["ip", *words], capture_output=True, check=False)


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"ip {' '.join(words)}: {done.stderr.strip()}")
