"""Steps of the machine in which keys, records and dead letters are corrupted by another program, and repaired."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from model_workers import WORKERS
from reference_model import BRANCHES, OWN, SIDE, STAGES

from wiremill.ledger.wrong_key import WrongKey

#: Keys that all pages share.
SHARED = ("history", "counts", "open", "dead", "near_counter")
ASIDE = "aside:"
#: Whatever is counted, one of these is among it.
COUNTED = (
    *("accepted", "published", "duplicate", "filtered", "dead", "dropped", "replayed"),
    *(f"side:{SIDE}:{kind}" for kind in ("done", "dead")),
)


class Corruption:
    """At most one shared key is corrupted at a time; whoever meets it is refused, changes nothing, and has it put right."""

    #: The key that something else stands in the place of.
    in_the_way = None

    def watch(self):
        """See to it that a script which is refused has changed nothing, and is run again when the key is right again."""
        run = type(self.scripts)._run.__get__(self.scripts)

        def guarded(name, keys, args):
            if name == "near" and self.in_the_way == self.keys.near_counter:
                self.repair()  # a look-up passes over it
            try:
                return run(name, keys, args)
            except WrongKey as error:
                assert self.in_the_way
                assert str(error).startswith(f"{self.in_the_way} ")
                self.check()
                self.repair()
            return run(name, keys, args)

        self.scripts._run = guarded

    def at(self, key):
        """Return the name under which what belongs to a key is."""
        page = key.removeprefix(self.keys.page_prefix)
        aside = key == self.in_the_way or (page != key and self.model.corrupted.get(page) == "type")
        return ASIDE + key if aside else key

    @rule(which=st.integers(0, 40), kind=st.sampled_from(("string", "set", "numbers")))
    def corrupt(self, which, kind):
        """A key that all pages share becomes something else, or its counts no numbers."""
        keys = [*(getattr(self.keys, name) for name in SHARED), *map(self.keys.stage, STAGES)]
        self.put_in_the_way(self.keys.counts if kind == "numbers" else keys[which % len(keys)], kind)

    def put_in_the_way(self, key, kind):
        """Put something else in the place of a key."""
        self.repair()
        self.in_the_way = key
        self._move_aside(key)
        if kind == "numbers":
            self.redis.hset(key, mapping=dict.fromkeys(COUNTED, "many"))
        elif kind == "set":
            self.redis.sadd(key, "in the way")
        else:
            self.redis.set(key, "in the way")
        self.model.aside_blocked = key == self.keys.stage(SIDE)

    @precondition(lambda self: self.in_the_way)
    @rule()
    def repair(self):
        if self.in_the_way:
            self._move_back(self.in_the_way)
            self.in_the_way, self.model.aside_blocked = None, False

    @precondition(lambda self: self.model.records)
    @rule(which=st.integers(0, 20), how=st.sampled_from(("type", "left", "document")))
    def corrupt_record(self, which, how):
        """The record of a page in flight becomes something else, or loses a field."""
        self._corrupt_record(list(self.model.records)[which % len(self.model.records)], how)

    @precondition(lambda self: self.model.in_flight())
    @rule(worker=st.sampled_from(WORKERS), what=st.sampled_from(("type", "document", SIDE, SIDE, "history", "open")))
    def corrupt_what_is_leased(self, worker, what):
        """What a page needs to end is corrupted between its lease and its end."""
        for stage in ("parse", *BRANCHES):
            self._work(worker, stage, 4, look=True)
            self.check()
        batch = self._claim(worker, "publish", 1, look=True, behaviours=["well"])
        if not batch:
            return
        if what in {"type", "document"}:
            self._corrupt_record(batch.held[0].entry.page, what)
        else:
            self.put_in_the_way(self.keys.stage(SIDE) if what == SIDE else getattr(self.keys, what), "string")
        self._finish(batch)
        self.batches.remove(batch)

    def _corrupt_record(self, page, how):
        if page in self.model.corrupted or page not in self.model.records:
            return
        key = self.keys.page(page)
        if how == "type":
            self._move_aside(key)
            self.redis.set(key, "in the way")
        else:
            self.redis.hdel(key, how)
        self.model.corrupted[page] = how

    @precondition(lambda self: "type" in self.model.corrupted.values())
    @rule()
    def repair_records(self):
        for page in [page for page, how in self.model.corrupted.items() if how == "type"]:
            self._move_back(self.keys.page(page))
            del self.model.corrupted[page]

    @precondition(lambda self: any(_whole(letter) for letter in self.model.letters))
    @rule(which=st.integers(0, 20), what=st.sampled_from(("branches", "left", "document")))
    def corrupt_letter(self, which, what):
        """A letter of a page in flight loses a field; branches are named by it since there are plug-ins."""
        if self.in_the_way == self.keys.dead:
            self.repair()
        letters = [letter for letter in self.model.letters if _whole(letter)]
        letter = letters[which % len(letters)]
        [(_, fields)] = self.redis.xrange(self.keys.dead, letter.id, letter.id)
        fields.pop(f"record:{what}".encode(), None)
        self.redis.xdel(self.keys.dead, letter.id)
        self.redis.xadd(self.keys.dead, fields)
        self.gone.append(letter.id)
        self.model.letters.remove(letter)
        self.model.letters.append(letter)
        letter.lost |= what == "document"
        letter.branches = OWN if what == "branches" else letter.branches

    def repair_all(self):
        """Put everything right, and forget what belonged to pages that have ended meanwhile."""
        self.repair()
        self.repair_records()
        for key in self.redis.keys(f"{ASIDE}{self.keys.page_prefix}*"):
            self.redis.delete(key)

    def _move_aside(self, key):
        if self.redis.exists(key):
            self.redis.rename(key, ASIDE + key)

    def _move_back(self, key):
        self.redis.delete(key)
        if self.redis.exists(ASIDE + key):
            self.redis.rename(ASIDE + key, key)


def _whole(letter):
    return letter.stage != "parse" and not letter.side and not letter.lost
