"""All lexicons of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from worker.parse.maintext.lexicons.names import NameLexicon
    from worker.parse.maintext.lexicons.phrases import PhraseLexicon


class Lexicons(NamedTuple):
    """The lexicons that the features of segments are looked up in."""

    #: Of words in classes and ids.
    names: NameLexicon
    #: Of words in short lines.
    phrases: PhraseLexicon
