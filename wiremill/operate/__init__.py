"""Checks and set-up for operators: the doctor, Redis users and their rights, log files. Internal."""
