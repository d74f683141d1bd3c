"""Zones of a page (navigation, comments, content, …) by the tag, role, class and id of elements."""

from __future__ import annotations

import re
from enum import IntFlag
from typing import Final

from worker.parse.common.strings import word_set


class Zone(IntFlag):
    """The part of the page that an element belongs to; an element may have several."""

    NONE = 0
    #: Navigation, footer, sidebar, banner: around the content, on every page of the site.
    FRAME = 1
    #: Sharing, newsletter, cookies, advertisements, related teasers: inside or beside the content.
    EXTRA = 2
    #: Comments of readers.
    COMMENTS = 4
    #: Byline, date, author's biography, tags, caption: about the content.
    META = 8
    #: A container of the main content.
    CONTENT = 16
    #: Given by the tag or role (nav, aside, role=navigation), not by a class alone.
    BY_TAG = 32
    #: Not shown.
    HIDDEN = 64
    CAPTION = 128
    #: A cookie dialog.
    CONSENT = 256


_FRAME: Final = word_set(
    "nav navbar navigation navi menu menus submenu megamenu dropdown breadcrumb breadcrumbs crumbs footer foot",
    "colophon sidebar sidenav sidebars rail masthead topbar toolbar pagination pager paging skip skiplink",
    "offcanvas drawer sitemap hamburger languages lang copyright",
)
_EXTRA: Final = word_set(
    "newsletter newsletters subscribe subscription signup login share sharing shares sharebar sharethis social",
    "socials addtoany sharedaddy addthis related relateds relatedposts recommended recommendations recommendation",
    "recommends recirc recirculation teaser teasers promo promos promotion promoted ad ads advert adverts",
    "advertisement advertising adslot adsense adsbygoogle dfp gpt sponsor sponsored outbrain taboola popup",
    "popover modal dialog lightbox overlay toast tooltip paywall upsell trending popular mostread readmore",
    "morenews jp yarpp zergnet revcontent widgets cta donate feedback survey poll rating ratings stars vote votes",
    "voting print noprint flyout alert alerts",
)
_CONSENT: Final = word_set(
    "cookie cookies consent gdpr ccpa onetrust cookiebot didomi usercentrics optanon trustarc truste qc-cmp cky",
    "cmplz",
)
_COMMENTS: Final = word_set(
    "comment comments commentlist disqus respond replies commenting talkback livefyre viafoura coral reactions",
)
_META: Final = word_set(
    "byline bylines author authors authorbox bio dateline timestamp date datetime published pubdate meta metadata",
    "postmeta entrymeta postmetadata tags taglist keywords credits credit copyright licence license avatar",
    "gravatar readtime contributor contributors",
)
_CAPTION: Final = frozenset(["caption", "captions", "figcaption", "wp-caption-text"])
_CONTENT: Final = word_set(
    "articlebody articlecontent articletext bodytext storybody storycontent storytext postcontent postbody",
    "posttext entrycontent maincontent pagecontent richtext",
)
#: Pairs of neighbouring words in a name.
_CONTENT_PAIRS: Final = word_set(
    "article-body article-content article-text story-body story-content story-text post-content post-body",
    "post-text entry-content body-text body-content body-copy content-body main-content page-content rich-text",
    "blog-content text-content news-content news-body news-text markdown-body single-content content-main",
)
_EXTRA_PAIRS: Final = word_set(
    "more-news more-stories read-more read-next also-like you-may up-next next-post previous-post prev-next",
    "post-navigation most-read most-popular latest-news top-stories sign-up mailing-list author-bio back-top",
    "email-signup call-action see-also further-reading screen-reader sr-only visually-hidden inline-related",
    "in-read table-contents",
)
#: The zone that a word of a name in lower case, or a pair of words ("top-stories"), indicates.
WORD_ZONES: Final[dict[str, int]] = {
    word: int(zone)
    for words, zone in (
        (_FRAME, Zone.FRAME),
        (_EXTRA, Zone.EXTRA),
        (_CONSENT, Zone.CONSENT),
        (_COMMENTS, Zone.COMMENTS),
        (_META, Zone.META),
        (_CAPTION, Zone.CAPTION),
        (_CONTENT, Zone.CONTENT),
        (_EXTRA_PAIRS, Zone.EXTRA),
        (_CONTENT_PAIRS, Zone.CONTENT),
    )
    for word in words
}
#: Names in which the words above mean something else.
_OTHER_MEANING: Final = re.compile(
    r"has-|no-|with-|without-|-enabled|elementor-|et_pb|vc_|wp-block-(?:group|column|cover|media)|hentry|tag-|category-|is-"
)

#: Plain integers: an IntFlag is slow to combine, and this runs for every block element.
_FRAME_BY_TAG: Final = int(Zone.FRAME | Zone.BY_TAG)
_EXTRA_BY_TAG: Final = int(Zone.EXTRA | Zone.BY_TAG)
_ROLES: Final[dict[str, int]] = {
    "navigation": _FRAME_BY_TAG,
    "banner": _FRAME_BY_TAG,
    "contentinfo": _FRAME_BY_TAG,
    "complementary": _EXTRA_BY_TAG,
    "search": _FRAME_BY_TAG,
    "menu": _FRAME_BY_TAG,
    "menubar": _FRAME_BY_TAG,
    "dialog": _EXTRA_BY_TAG,
    "alertdialog": _EXTRA_BY_TAG,
    "main": int(Zone.CONTENT),
    "article": int(Zone.CONTENT),
}
#: The `Zone` that a tag indicates by itself.
TAG_ZONES: Final[dict[str, int]] = {
    "nav": _FRAME_BY_TAG,
    "footer": _FRAME_BY_TAG,
    "aside": _EXTRA_BY_TAG,
    "dialog": _EXTRA_BY_TAG,
    "menu": _FRAME_BY_TAG,
    "figcaption": int(Zone.CAPTION | Zone.BY_TAG),
    "caption": 0,
    "address": 0,
    "main": int(Zone.CONTENT),
    "article": int(Zone.CONTENT),
}


def role_zone(role: str | None) -> int:
    """Return the `Zone` of an ARIA role."""
    return int(_ROLES.get(role, 0)) if role else 0


def has_other_meaning(name: str) -> bool:
    """Tell whether the words of a name mean something other than in `WORD_ZONES`."""
    return bool(_OTHER_MEANING.search(name))
