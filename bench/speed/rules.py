"""The time that rules take for a page: ``python -m bench.speed.rules``.

Twenty routes with two conditions each, over lists, times and `meta`, and a filter with every setting.
"""

from __future__ import annotations

import timeit

from bench.lib import report
from wiremill.rules import parse_rules

ITEM = {
    "url": "https://www.example.com/world/summit.html",
    "meta": {"tier": 1},
    "document": {"title": "Summit ends", "published": "2022-11-28T00:00:00Z", "section": "World"},
    "classification": {"language": "en", "page_type": "article"},
    "enrichment": {
        "word_count": 500,
        "agency": "Reuters",
        "countries": [{"code": code, "mentions": 1} for code in ("US", "UA", "PL", "DE", "FR", "IT", "RU", "AM")],
        "cities": [{"name": f"City {number}", "country": "RU"} for number in range(6)],
        "dates": [{"date": f"2022-11-2{number}"} for number in range(5)],
    },
}
WHENS = (
    '{ "enrichment.countries.code" = "RU", "classification.language" = { any_of = ["en", "de"] } }',
    '{ "document.published" = { range = { min = 2022-01-01 } }, "classification.page_type" = "article" }',
    '{ any = [{ "enrichment.agency" = "TASS" }, { "enrichment.agency" = "Reuters" }] }',
    '{ "enrichment.dates.date" = { range = { min = 2023-01-01 } }, "enrichment.cities.name" = { prefix = "M" } }',
    '{ "meta.tier" = { range = { max = 2 } }, "document.section" = { not = { exists = true } } }',
)
FILTER = """
[filter]
languages = ["en", "de"]
page_types = ["article"]
domains = { deny = ["ads.example.com"] }
minimum_words = 50
"""
ROUNDS = 20_000


def main() -> None:
    """Print the microseconds per page, the best of seven runs."""
    options = report.parser(__doc__).parse_args()
    figures = {}
    routes = "".join(f'[[route]]\nname = "r{number}"\nwhen = {WHENS[number % len(WHENS)]}\n' for number in range(20))
    rules = parse_rules(FILTER + routes)
    for name, ask in (("routes", rules.routes), ("filtered", rules.filtered)):
        best = min(timeit.repeat(lambda ask=ask: ask(ITEM), number=ROUNDS, repeat=7)) / ROUNDS  # type: ignore[misc]
        figures[f"{name}, µs per page"] = best * 1e6
    report.publish("Rules", figures, to=options.json)


if __name__ == "__main__":
    main()
