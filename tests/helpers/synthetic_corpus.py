"""Rows and bodies of a made-up corpus."""

from __future__ import annotations

SENTENCE = (
    "The miller of {place} keeps {count} sacks of flour in the loft above the wheel, and counts them each evening."
)


def make_row(number, *, host="one.example", page_type="article", source="wcxb-dev", **more):
    return {
        "id": f"page-{number}",
        "source": source,
        "url": f"https://{host}/{number}",
        "page_type": page_type,
        "html_lang": "en-GB",
        "title": f"The mill by the bridge {number}",
        "authors": ["Ada Miller"],
        "published": "2024-03-05T10:00:00+01:00",
        "main_text": "\n".join(SENTENCE.format(place=f"Harbour {number}", count=count) for count in range(4)),
        "with": ["keeps 2 sacks of flour"],
        "without": ["All rights reserved"],
        "file": f"pages/{number}.html.zst",
        **more,
    }


def make_body(row):
    text = "".join(f"<p>{line}</p>" for line in (row.get("body_text") or row["main_text"] or "").split("\n"))
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{row['title']}</title>"
        "<meta name=author content='Ada Miller'><meta property='article:published_time' content='2024-03-05T10:00:00+01:00'>"
        f"</head><body><nav><a href=/>Home</a></nav><article><h1>{row['title']}</h1>{text}</article>"
        "<footer>All rights reserved</footer></body></html>"
    ).encode()
