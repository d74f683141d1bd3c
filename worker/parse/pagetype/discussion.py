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


#: In the source of a thread: what each post's body is in, and what its author is in; by the software that writes it.
_POSTS: Final = (
    ('class="postbody', "postprofile"),  # phpBB
    ('id="post_message_', "bigusername"),  # vBulletin
    ('class="post_wrapper', 'class="poster'),  # Simple Machines
    ('class="post_body', "author_information"),  # MyBB
    ('class="message-body', 'class="message-user'),  # XenForo
)
#: One of these is in the body of each: two scans of a page's source instead of five.
_POST_MARKERS: Final = ('="post', 'class="message-body')
#: Posts from which a page is a thread.
_MIN_POSTS: Final = 2


def shows_posts(source: str) -> bool:
    """Tell whether the HTML of a page is a thread as a common software for forums writes it."""
    if all(source.count(marker) < _MIN_POSTS for marker in _POST_MARKERS):
        return False
    return any(source.count(body) >= _MIN_POSTS and source.count(author) >= _MIN_POSTS for body, author in _POSTS)


def declares_discussion(declared: Declared, url: str | None) -> bool:
    """Tell whether a page is a forum thread or a question with answers, by schema.org type, software or URL."""
    if not _TYPES.isdisjoint(declared.data.types):
        return True
    if _SOFTWARE.search(declared.head.meta("generator") or ""):
        return True
    return bool(url and _URL.search(url))
