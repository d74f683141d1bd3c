"""Authors as JSON-LD names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from worker.parse.declared.structured_data import StructuredData, types_of

if TYPE_CHECKING:
    from worker.parse.common.lenient_json import Json


#: Types of authors that are not people.
_ORGANIZATIONS: Final = frozenset(
    {"organization", "newsmediaorganization", "corporation", "website", "webpage", "brand"}
)


def author_names(data: StructuredData) -> list[str]:
    """Return the authors of the main thing, as written, without organizations."""
    for name in ("author", "creator", "contributor"):
        found = [each for value in data.values(data.main, name) if (each := _name(data, value))]
        if found:
            return found
    return []


def author_organizations(data: StructuredData) -> list[str]:
    """Return the organizations among the authors of the main thing."""
    found = []
    for name in ("author", "creator"):
        for value in data.values(data.main, name):
            if isinstance(value, dict) and not _ORGANIZATIONS.isdisjoint(kind.lower() for kind in types_of(value)):
                text = data.text_of(value, "name")
                found += [text] if text else []
    return found


def source_names(data: StructuredData) -> list[str]:
    """Return the sources of the main thing."""
    found = (
        data.text(name) for name in ("sourceOrganization", "provider", "isBasedOn", "copyrightHolder", "creditText")
    )
    return [text for text in found if text]


def organization_names(data: StructuredData) -> list[str]:
    """Return the names of organizations and of publishers that are no person; a personal site may have its author's name."""
    things = [thing for thing in data.things if "Organization" in types_of(thing)]
    publishers = [value for value in data.values(data.main, "publisher") if isinstance(value, dict)]
    things += [value for value in publishers if "Person" not in types_of(value)]
    return [name for thing in things if (name := data.text_of(thing, "name"))]


def _name(data: StructuredData, value: Json) -> str | None:
    if isinstance(value, str):
        return value
    if not isinstance(value, dict) or not _ORGANIZATIONS.isdisjoint(kind.lower() for kind in types_of(value)):
        return None
    name = data.text_of(value, "name")
    if name:
        return name
    given, family = data.text_of(value, "givenName"), data.text_of(value, "familyName")
    return f"{given} {family}" if given and family else None
