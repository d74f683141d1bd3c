"""`python -m wiremill.cli`, for use where the command `wiremill` is not installed."""

from wiremill.cli import main

main(prog_name="wiremill")
