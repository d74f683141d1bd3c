"""Scores of words, learned with the model: of those in classes and ids, and of those in short lines. Internal."""
