"""A text as all finders read it: its words and sentences, and the rules of its language."""
