"""The candidates for title, authors and dates, each with the reason why it was chosen or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from worker.parse.common.strings import match_key, one_line
from worker.parse.explained.explanation import Candidate, FieldExplanation
from worker.parse.fields.dates.moment import Moment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wiremill.contract.document import Document, Origin, OriginKind
    from worker.parse.common.provenance import Considered

#: The explained fields, in the order in which they are shown.
FIELDS = ("title", "authors", "published", "modified")
_DATES = frozenset({"published", "modified"})
_OTHER_TITLE = "another source is preferred"


class _Reading(NamedTuple):
    """A candidate as its field compares it."""

    source: OriginKind
    place: str
    #: As the field would show it, and the form in which values are equal.
    value: str
    key: str


def explain_fields(document: Document, considered: Mapping[str, Sequence[Considered]]) -> list[FieldExplanation]:
    """Explain the fields of a document, by the candidates that parse considered."""
    return [_field(name, document, considered.get(name, ())) for name in FIELDS]


def field_values(document: Document, name: str) -> list[str]:
    """Return the values of a field as a list."""
    found = getattr(document, name)
    return found if isinstance(found, list) else [found] if found else []


def _field(name: str, document: Document, considered: Sequence[Considered]) -> FieldExplanation:
    values = field_values(document, name)
    origin = document.provenance.get(name)
    readings = list(dict.fromkeys(reading for each in considered if (reading := _read(name, each))))
    key = _key(name, values)
    at = _chosen_at(name, readings, origin, key)
    candidates = [
        Candidate(
            value=each.value,
            origin=each.source,
            place=each.place,
            chosen=number == at,
            why="chosen" if number == at else _why_not(name, each.key, key, comes_after=at is None or number > at),
        )
        for number, each in enumerate(readings)
    ]
    # There are many headings below h1, most of which have nothing to do with the title.
    candidates = [each for each in candidates if each.place != "subheading" or each.why != _OTHER_TITLE]
    if origin and at is None:
        candidates.append(Candidate(value=", ".join(values), origin=origin.origin, chosen=True, why="chosen"))
    return FieldExplanation(field=name, values=values, origin=origin, candidates=candidates)


def _read(name: str, considered: Considered) -> _Reading | None:
    """Return a candidate as its field reads it; None if its source gives nothing."""
    *_, value = considered.given
    if isinstance(value, Moment):
        shown = value.value[:10] if value.precision == "day" else value.value
        return _Reading(considered.source, considered.place, shown, value.value)
    if isinstance(value, str):
        return _Reading(considered.source, considered.place, one_line(value) or "", match_key(value)) if value else None
    if isinstance(value, list):
        texts = [str(text) for given in reversed(considered.given) if isinstance(given, list) for text in given]
        if not texts:
            return None
        names = [str(each) for each in value]
        return _Reading(considered.source, considered.place, ", ".join(names or texts), _key(name, names))
    # Most addresses and texts have no date, which is nothing to report.
    is_unreadable = name in _DATES and considered.source not in {"text", "url"}
    return _Reading(considered.source, considered.place, "", "") if is_unreadable else None


def _key(name: str, values: Sequence[str]) -> str:
    if name in _DATES:
        return "".join(values)
    return "\n".join(match_key(value) for value in values)


def _chosen_at(name: str, readings: Sequence[_Reading], origin: Origin | None, key: str) -> int | None:
    """Return the index of the chosen candidate, which may have lost the site's name, or people their agency."""
    if origin is None or not key:
        return None
    own = [number for number, each in enumerate(readings) if each.source == origin.origin]
    same = [number for number in own if readings[number].key == key]
    if same or name in _DATES:
        return same[0] if same else None
    return next((number for number in own if all(part in readings[number].key for part in key.split("\n"))), None)


def _why_not(name: str, key: str, chosen: str, *, comes_after: bool) -> str:
    is_date, is_title = name in _DATES, name == "title"
    if not key:
        why = "no date can be read" if is_date else "names no person"
    elif key == chosen:
        why = "says the same"
    elif is_date and key[:10] == chosen[:10]:
        why = "is the same day"
    elif is_title and chosen and chosen in key:
        why = "says the same and more"
    elif is_title and key in chosen:
        why = "says a part of it"
    elif not chosen:
        why = "is not believed"
    elif is_title:
        why = _OTHER_TITLE
    else:
        why = "is less trusted" if comes_after else "is overruled"
    return why
