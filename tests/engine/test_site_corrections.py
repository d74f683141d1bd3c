"""Corrections for named sites in a worker as it is run."""

from __future__ import annotations

import msgspec
import pytest

from bench.lib.workers import Worker, wait_until
from wiremill.contract.item import Item
from wiremill.ledger.accounting import take_census

PAGE = (
    b"<title>Bridge closes</title><h1 class=x>Harbour bridge closes</h1>"
    + b"<article><p>The harbour bridge will close to all traffic in June, the city said.</p></article>" * 5
    + b"<div class=notes><p>Closed in May.</p></div>"
)


@pytest.fixture
def run_worker(local, tmp_path):
    """Start the worker itself, with a file of corrections."""
    (tmp_path / "sites.toml").write_text('["example.org"]\nmain = ".notes"\ntitle = ".x"\n')
    environ = {"WIREMILL_SITES_FILE": str(tmp_path / "sites.toml")}
    with Worker(local.redis_url, tmp_path / "w.log", processes=1, environ=environ) as worker:
        wait_until("the worker", worker.ready)
        yield worker


def test_a_worker_corrects_the_pages_of_a_named_site_alone(run_worker, producer, scripts_of):
    for url in ("https://www.example.org/a", "https://example.com/a"):
        producer.send(url, PAGE)

    wait_until("the pages", lambda: take_census(scripts_of).ended == 2)

    items = [
        msgspec.json.decode(fields[b"data"], type=Item) for _, fields in scripts_of.redis.xrange(scripts_of.keys.items)
    ]
    found = {item.url: item.document for item in items}
    corrected, other = found["https://www.example.org/a"], found["https://example.com/a"]
    assert (corrected.title, corrected.text) == ("Harbour bridge closes", "Closed in May.")
    assert corrected.provenance["text"].origin == corrected.provenance["title"].origin == "site"
    assert other.provenance["text"].origin == "model"
    assert "The harbour bridge will close" in other.text
