"""What operators do in the hand-over's machine: letters replayed, dropped, and bounded; the key of a route blocked."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from wiremill.errors import WiremillError


class Operators:
    """Rules of the machine, as it has them of operators."""

    @precondition(lambda self: self.model.letters)
    @rule(which=st.integers(0, 20))
    def replay(self, which):
        self._replay(self.model.letters[which % len(self.model.letters)])

    @precondition(lambda self: self.model.letters)
    @rule(which=st.integers(0, 20))
    def drop(self, which):
        letter = self.model.letters[which % len(self.model.letters)]
        assert self.scripts.replay(letter.id, drop=True) == letter.page
        self.model.drop(letter)
        self.gone.append(letter.id)

    @precondition(lambda self: self.model.letters)
    @rule()
    def replay_all(self):
        for letter in list(self.model.letters):
            self._replay(letter)
            self.check()

    @precondition(lambda self: self.gone)
    @rule(which=st.integers(0, 20), drop=st.booleans())
    def replay_what_is_gone(self, which, drop):
        assert self.scripts.replay(self.gone[which % len(self.gone)], drop=drop) is None

    def _replay(self, letter):
        if letter.lost:
            self.refuses(letter)
            return
        page = self.scripts.replay(letter.id)
        assert page == letter.page or letter.stage == "parse"
        self.model.replay(letter, page)
        self.gone.append(letter.id)

    @rule()
    def block(self):
        """The key of a route is no stream, by somebody's mistake; or it is one again."""
        route, aside = self.keys.route("news"), "aside:news"
        if self.model.blocked:
            self.redis.delete(route)
            if self.redis.exists(aside):
                self.redis.rename(aside, route)
        else:
            if self.redis.exists(route):
                self.redis.rename(route, aside)
            self.redis.set(route, "no stream")
        self.model.blocked = not self.model.blocked

    @precondition(lambda self: self.model.letters)
    @rule(limit=st.integers(0, 3), corrupted=st.booleans())
    def trim_dead_letters(self, limit, corrupted):
        """Housekeeping drops the oldest letters past the limit, which have to be counted."""
        if corrupted:
            self.put_in_the_way(self.keys.counts, "numbers")
        ids = [letter.id for letter in self.model.letters]
        assert self.scripts.trim_dead_letters(limit, 1000) == self.model.trim_dead_letters(limit)
        self.gone += ids[: len(ids) - len(self.model.letters)]

    def refuses(self, letter):
        """A letter of which something is missing stays, and says so."""
        try:
            self.scripts.replay(letter.id)
        except WiremillError as error:
            assert "can't be replayed" in str(error)
            return
        raise AssertionError("a letter was replayed that lacks what its page needs")
