"""Figures: money, percentages and counts."""
