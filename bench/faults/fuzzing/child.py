"""The process that fuzzes: `python -m bench.faults.fuzzing.child TARGET FINDINGS [libFuzzer's arguments]`.

Findings are written to the folder FINDINGS, each kind once, and it goes on; what ends a process (a signal, libFuzzer's own
limits of time and memory) is seen by the process that started it.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["wiremill", "worker"]):
    from bench.faults.fuzzing import examine


def main() -> None:
    """Fuzz until libFuzzer's time is over; does not return."""
    name, folder = sys.argv[1], Path(sys.argv[2])

    def one(data: bytes) -> None:
        found = examine.examine(name, data)
        if found:
            note(folder, data, found)

    with examine.warmed(name):
        atheris.Setup([sys.argv[0], *sys.argv[3:]], one)
        atheris.Fuzz()


def note(folder: Path, data: bytes, found: examine.Finding) -> None:
    """Keep a finding; of those alike the shortest input."""
    path = folder / f"{found.kind}-{hashlib.sha256(found.key.encode()).hexdigest()[:12]}"
    if path.exists() and path.stat().st_size <= len(data):
        return
    path.write_bytes(data)
    path.with_suffix(".txt").write_text(f"{found.kind}: {found.key}\n{found.detail}", "utf-8", "backslashreplace")


if __name__ == "__main__":
    main()
