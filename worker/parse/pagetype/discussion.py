"""Whether a page declares itself a discussion, whose content is the posts of readers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

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


#: Beginnings of the names of block elements in a thread: of what each post's body is in, and of what its author is in; by
#: the software that writes it. An author of vBulletin is in no block; its bodies have numbered ids, which nothing else has.
_POSTS: Final = (
    ("postbody", "postprofile"),  # phpBB
    ("post_message_", "post_message_"),  # vBulletin
    ("post_wrapper", "poster"),  # Simple Machines
    ("post_body", "author_information"),  # MyBB
    ("message-body", "message-user"),  # XenForo
)
#: Posts from which a page is a thread.
_MIN_POSTS: Final = 2


def shows_posts(names: Sequence[str]) -> bool:
    """Tell whether the page whose block elements have `names` is a thread as a common software for forums writes it."""
    text = f" {' '.join(names)}"
    if "post" not in text and "message-" not in text:
        return False
    return any(
        text.count(f" {body}") >= _MIN_POSTS and text.count(f" {author}") >= _MIN_POSTS for body, author in _POSTS
    )


def declares_discussion(declared: Declared, url: str | None) -> bool:
    """Tell whether a page is a forum thread or a question with answers, by schema.org type, software or URL."""
    if not _TYPES.isdisjoint(declared.data.types):
        return True
    if _SOFTWARE.search(declared.head.meta("generator") or ""):
        return True
    return bool(url and _URL.search(url))
