"""The genre of a journalistic text."""
