"""`wiremill run` with the worker of `tests/helpers/scripted_app.py`, whose pages can be slow, hang, or crash their process."""

from functools import partial

import wiremill.cli.run_job
from wiremill.cli import main

wiremill.cli.run_job.Engine = partial(wiremill.cli.run_job.Engine, app="scripted_app")
main(prog_name="wiremill")
