"""Ready-made ways in: each reads pages from somewhere and yields `wiremill.contract.page.Page`."""

from producers.errors import SourceError
from producers.sources import read_pages

__all__ = ["SourceError", "read_pages"]
