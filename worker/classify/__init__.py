"""Classify: what kind of document it is, in which language."""

from __future__ import annotations

from worker.classify.classify import classify, preload

__all__ = ["classify", "preload"]
