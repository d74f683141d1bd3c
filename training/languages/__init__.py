"""Trains what classify knows of languages."""
