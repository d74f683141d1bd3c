"""Publish: makes the item of a page whose branches are done, and decides where it goes."""

from worker.publish.publish import PublishResult, publish

__all__ = ["PublishResult", "publish"]
