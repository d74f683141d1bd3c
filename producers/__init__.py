"""Ready-made producers: each reads a kind of source and yields `wiremill.contract.page.Page`."""

from producers.errors import SourceError
from producers.sources import read_pages

__all__ = ["SourceError", "read_pages"]
