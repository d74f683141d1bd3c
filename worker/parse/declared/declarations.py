"""What a page declares about itself for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from worker.parse.declared.head import read_head
from worker.parse.declared.structured_data import read_json_ld

if TYPE_CHECKING:
    from worker.parse.declared.head import Head
    from worker.parse.declared.structured_data import StructuredData
    from worker.parse.tree.elements import Elements


class Declared(NamedTuple):
    """The declarations of a page, as found; nothing in them has been judged yet."""

    head: Head
    data: StructuredData


def read_declared(elements: Elements) -> Declared:
    """Collect the declarations of a page."""
    head = read_head(elements)
    return Declared(head, read_json_ld(head.json_ld))
