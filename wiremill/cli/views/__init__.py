"""The output of commands. Internal."""
