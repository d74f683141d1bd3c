"""Whether a page declares itself a discussion, whose content is the posts of readers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from worker.parse.declared.declarations import Declared

_TYPES: Final = frozenset({"DiscussionForumPosting", "QAPage", "Question"})
_URL: Final = re.compile(
    r"/(?:forums?|threads?|topics?|viewtopic|showthread|questions?|discussions?|boards?|community|t|comments)[/._-]|//(?:forums?|community|discuss\w*|boards?)\.",
    re.IGNORECASE,
)
#: In `<meta name=generator>`.
_SOFTWARE: Final = re.compile(
    r"discourse|phpbb|vbulletin|xenforo|invision|mybb|vanilla|flarum|smf|simple machines|nodebb|lithium|stack ?exchange",
    re.IGNORECASE,
)


def declares_discussion(declared: Declared, url: str | None) -> bool:
    """Tell whether a page is a forum thread or a question with answers, by schema.org type, software or URL."""
    if not _TYPES.isdisjoint(declared.data.types):
        return True
    if _SOFTWARE.search(declared.head.meta("generator") or ""):
        return True
    return bool(url and _URL.search(url))
