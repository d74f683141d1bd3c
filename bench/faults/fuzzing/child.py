"""The fuzzing process: `python -m bench.faults.fuzzing.child TARGET FINDINGS [libFuzzer's arguments]`.

Findings are written to the folder FINDINGS, each kind once, and fuzzing continues. The parent process sees what ends this
process: a signal, or libFuzzer's limits of time and memory.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["wiremill", "worker"]):
    from bench.faults.fuzzing import examine


def main() -> None:
    """Fuzz until libFuzzer's time limit; does not return."""
    name, folder = sys.argv[1], Path(sys.argv[2])

    def run_one(data: bytes) -> None:
        found = examine.examine(name, data)
        if found:
            write_finding(folder, data, found)

    with examine.warmed_up(name):
        atheris.Setup([sys.argv[0], *sys.argv[3:]], run_one)
        atheris.Fuzz()


def write_finding(folder: Path, data: bytes, found: examine.Finding) -> None:
    """Write a finding; of those with the same key the shortest input is kept."""
    path = folder / f"{found.kind}-{hashlib.sha256(found.key.encode()).hexdigest()[:12]}"
    if path.exists() and path.stat().st_size <= len(data):
        return
    path.write_bytes(data)
    path.with_suffix(".txt").write_text(f"{found.kind}: {found.key}\n{found.detail}", "utf-8", "backslashreplace")


if __name__ == "__main__":
    main()
