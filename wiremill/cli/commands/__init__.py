"""The commands, a module each. Internal."""
