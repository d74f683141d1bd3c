"""Serves one extractor to the bench: pages on standard input, what it found in them on standard output.

    python serve.py NAME

The first line out is `{"version": …, "settings": …}`; `settings` is a hash of the code that calls the extractor. A page
in is a line of JSON with `url`, `language` (ISO 639 or null) and `bytes`, then so many bytes. The line out for it has
`text`, `title`, `authors`, `published`, `error` (null where there was none) and `cpu`, the seconds of CPU that this process
spent on it. bench/peers/node/extract.mjs does the same in Node.

It runs in an environment of its own, without the project, and opens no connection.
"""

from __future__ import annotations

import importlib
import json
import os
import socket
import sys
import time

from libraries import LIBRARIES, settings


def _refuse(*_: object, **__: object) -> None:
    raise OSError("extractors are given pages, and open no connection")


def main() -> int:
    """Answer until the input ends."""
    pages = sys.stdin.buffer
    # What a library prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    socket.socket.connect = _refuse  # type: ignore[method-assign]
    socket.getaddrinfo = _refuse  # type: ignore[assignment]
    library = LIBRARIES[sys.argv[1]]
    try:
        extract = library.make()
    except ModuleNotFoundError as error:
        answers.write(json.dumps({"missing": error.name}) + "\n")
        return 1
    version = importlib.import_module("importlib.metadata").version(library.package)
    answers.write(json.dumps({"version": version, "settings": settings(library)}) + "\n")
    while line := pages.readline():
        page = json.loads(line)
        body = pages.read(page["bytes"])
        begun = time.process_time()
        try:
            found = extract(body, page["url"], page["language"]) | {"error": None}
        except Exception as error:  # noqa: BLE001 - a library may raise anything; it is counted as a failure
            found = {"error": repr(error)[:300]}
        answers.write(json.dumps(found | {"cpu": time.process_time() - begun}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
