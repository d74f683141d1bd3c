"""The person whose site it is, where the name of the site says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from worker.parse.fields.authors.names import clean_name, is_full_name

if TYPE_CHECKING:
    from collections.abc import Iterable

_SITE: Final = r"(?:(?:web)?blog|web-?site|site|home-?page|journal|diary|notebook|notes)"
#: "Anna Holm's blog", "Blog von Anna Holm", "Dr. Anna Holm". A name alone may be that of a firm.
_OWNED: Final = (
    re.compile(rf"^(?P<name>[^'\u2019|:]{{4,40}})['\u2019]s\s{_SITE}$", re.IGNORECASE),
    re.compile(
        rf"^(?:the\s|das\s|der\s|die\s|le\s)?{_SITE}\s(?:of|von|de|di|by)\s(?P<name>[^|:]{{4,40}})$", re.IGNORECASE
    ),
    re.compile(r"^(?:dr|prof)\.\s(?:dr\.\s)?(?P<name>[^|:,]{4,40})$", re.IGNORECASE),
)
#: words of a person's name.
_MAX_WORDS: Final = 3


def owner_of_site(site_names: Iterable[str]) -> str | None:
    """Return the person that one of `site_names` says that the site is of; None if there is none."""
    for site in site_names:
        for pattern in _OWNED:
            found = pattern.match(site)
            name = clean_name(found["name"]) if found else None
            if name and is_full_name(name) and name.count(" ") < _MAX_WORDS and name[0].isupper():
                return name
    return None
