"""What an operator checks and sets up: the doctor, Redis users and their rights, log files. Internal."""
