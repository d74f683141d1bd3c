"""Checks of the hand-over after each step and at rest: the state of the server equals that of the reference model."""

from __future__ import annotations

import msgspec
from reference_model import SIDE, STAGES, WAITING

from wiremill.ledger.accounting import reconcile, take_census
from wiremill.ledger.keys import CONSUMER_GROUP

#: Allowed difference in ms between the age of a lease in the model and on the server.
SLACK_MS = 300_000


class ModelChecks:
    """Compares; a mixin of the machine, which has `model`, `scripts`, `redis`, `keys`, `receipts` and `at`.

    `at` returns the name under which the content of a key is, also while something else is in its place.
    """

    def check(self):
        """The state of the server equals that of the model, and the equation holds."""
        model, keys, at = self.model, self.keys, self.at
        pipeline = self.redis.pipeline(transaction=False)
        for stage in STAGES:
            pipeline.xrange(at(keys.stage(stage)))
            pipeline.xpending_range(at(keys.stage(stage)), CONSUMER_GROUP, "-", "+", 1000)
        for stream in (keys.history, keys.dead, keys.items, keys.extensions(SIDE)):
            pipeline.xrange(at(stream))
        pipeline.xrange("aside:news" if model.blocked else keys.route("news"))
        pipeline.zrange(at(keys.open), 0, -1)
        pipeline.hgetall(at(keys.counts))
        pipeline.keys(keys.page_prefix + "*")
        for page in model.records:
            pipeline.hkeys(at(keys.page(page)))
        (*answers,) = pipeline.execute()
        for stage in STAGES:
            self._agrees_on_stream(stage, answers.pop(0), answers.pop(0))
        history, dead, items, extensions, routed, opened, counts, records, *names = answers
        said = [tuple(fields[name].decode() for name in (b"page", b"outcome", b"reason")) for _, fields in history]
        assert said == model.history
        self._agrees_on_letters(dead)
        for stream, expected in ((items, model.items), (extensions, model.extensions), (routed, model.routed)):
            pages = [fields[b"intakeid"].decode() for _, fields in stream]
            assert pages == expected
            assert len(pages) == len(set(pages)) or stream is extensions
        in_flight = sorted(model.records)
        assert sorted(page.decode() for page in opened) == in_flight
        assert sorted(key.decode().removeprefix(keys.page_prefix) for key in records) == in_flight
        for fields, done in zip(names, model.records.values(), strict=True):
            assert _results(fields) == done
        assert {name.decode(): int(number) for name, number in counts.items() if int(number)} == {
            name: number for name, number in model.counts.items() if number
        }
        if self.in_the_way is None:
            self._adds_up()

    def _agrees_on_stream(self, stage, entries, pending):
        expected = self.model.streams[stage]
        pages = [entry_id if stage == "parse" else fields[b"page"] for entry_id, fields in entries]
        assert [page.decode() for page in pages] == [entry.page for entry in expected]
        for (entry_id, _), entry in zip(entries, expected, strict=True):
            entry.id = entry.id or entry_id.decode()
            assert entry.id == entry_id.decode()
        seen = [(one["message_id"].decode(), one["consumer"].decode(), one["times_delivered"]) for one in pending]
        leased = [entry for entry in expected if entry.owner]
        owners = [WAITING if entry.owner == WAITING else f"{entry.owner}:{stage}" for entry in leased]
        assert seen == [(entry.id, owner, entry.tried) for entry, owner in zip(leased, owners, strict=True)]
        for one, entry in zip(pending, leased, strict=True):
            assert entry.idle <= one["time_since_delivered"] < entry.idle + SLACK_MS

    def _agrees_on_letters(self, dead):
        letters = self.model.letters
        names = (b"page", b"stage", b"reason", b"attempts")
        said = [(*(fields[name].decode() for name in names), b"side" in fields) for _, fields in dead]
        assert said == [(one.page, one.stage, one.reason, str(one.attempts), one.side) for one in letters]
        for (letter_id, fields), letter in zip(dead, letters, strict=True):
            letter.id = letter_id.decode()
            assert letter.attempts <= self.model.max_attempts
            assert _results([name.removeprefix(b"record:") for name in fields]) == letter.done

    def _adds_up(self):
        """The promise itself, from what the server says alone."""
        census = take_census(self.scripts)
        assert census.difference == 0
        assert census.accepted == len({self.model.origin(page) for page in self.receipts})
        assert census.in_flight == self.model.in_flight()
        counts = {name.decode(): int(number) for name, number in self.redis.hgetall(self.keys.counts).items()}
        died = counts.get("dead", 0) + counts.get(f"side:{SIDE}:dead", 0)
        assert census.dead_letters == died - counts.get("dropped", 0) == len(self.model.letters)

    def check_at_rest(self):
        """All pages have ended; nothing is lost, nothing is left over."""
        assert not any(self.model.streams.values())
        assert not self.model.records
        self._each_page_ended_once()
        assert reconcile(self.scripts, self.receipts).exact
        self._items_are_whole()
        known = (
            *(self.keys.stage(stage) for stage in STAGES),
            *(self.keys.items, self.keys.route("news"), self.keys.extensions(SIDE), self.keys.dead, self.keys.counts),
            *(self.keys.history, self.keys.stages, self.keys.producer("producer")),
        )
        left = {key.decode() for key in self.redis.keys("*")} - set(known)
        assert not {key for key in left if not key.startswith((f"{self.keys.namespace}:seen:", self.keys.near_prefix))}

    def _each_page_ended_once(self):
        ended = {}
        for page, outcome, _ in self.model.history:
            assert ended.get(page, "dead") == "dead", "a page that had ended otherwise ended again"
            ended[page] = outcome
        last = {}
        for page, outcome in ended.items():
            last.setdefault(self.model.origin(page), []).append(outcome)
        assert last.keys() == {self.model.origin(page) for page in self.receipts}
        assert all(sum(outcome != "dead" for outcome in outcomes) <= 1 for outcomes in last.values())

    def _items_are_whole(self):
        """Each item is of its own page: its address, its text, what each branch made of it, no more attempts than allowed."""
        for _, fields in self.redis.xrange(self.keys.items):
            item = msgspec.json.decode(fields[b"data"])
            content = self.model.contents[item["intake_id"]]
            assert (item["url"], item["document"]["text"]) == (content.url, content.text)
            made = self.model.made[item["intake_id"]]
            assert item["extensions"].get("third") == ({"words": content.text} if "third" in made else None)
            assert item["enrichment"]["word_count"] == len(content.text.split())
            runs = item["trace"]["stages"]
            assert {run["stage"] for run in runs} == {"parse", *made}
            assert all(1 <= run["attempt"] <= self.model.max_attempts for run in runs)


def _results(names):
    return {name.removeprefix(b"result:").decode() for name in names if name.startswith(b"result:")}
