"""Writes the contract's documents: ``python -m wiremill.schema docs/schema``."""

from __future__ import annotations

import sys

from wiremill.schema import write_schemas

if len(sys.argv) != 2:
    sys.exit("usage: python -m wiremill.schema FOLDER")
for file in write_schemas(sys.argv[1]):
    sys.stdout.write(f"{file}\n")
