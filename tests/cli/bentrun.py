"""`wiremill run` with the worker of `tests/engine/bent.py`, whose pages can be slow, hang, or crash their process."""

from functools import partial

import wiremill.cli.running
from wiremill.cli import main

wiremill.cli.running.Engine = partial(wiremill.cli.running.Engine, app="bent")
main(prog_name="wiremill")
