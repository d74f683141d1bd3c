"""The scripts, each broken in one way: what the account must notice."""

from __future__ import annotations

from dataclasses import dataclass

from wiremill.scripts import source


@dataclass(frozen=True)
class Broken:
    script: str
    how: str
    good: str
    bad: str

    def source(self, name):
        text = source(name)
        if name != self.script:
            return text
        assert text.count(self.good) == 1, self.how
        return text.replace(self.good, self.bad)

    def __str__(self):
        return f"{self.script}: {self.how}"


_HELD = "#redis.call('XPENDING', stream, group, entry.id, entry.id, 1, consumer) == 0"
BROKEN = [
    Broken("finish", "the lease is not checked", _HELD, "false"),
    Broken("finish", "anybody's lease will do", _HELD, _HELD.replace(", consumer", "")),
    Broken(
        "finish", "a branch counts twice in the join", " or redis.call('HEXISTS', key, 'result:' .. stage) == 1", ""
    ),
    Broken("finish", "a page that has ended is joined", "redis.call('HEXISTS', key, 'left') == 0 or ", ""),
    Broken("finish", "the join does not wait for the last", "'left', -1) > 0", "'left', -1) > 1"),
    Broken("finish", "an entry stays in its stream", "redis.call('XDEL', stream, id)", ""),
    Broken("finish", "an entry stays leased", "redis.call('XACK', stream, group, id)", ""),
    Broken("finish", "a page that died stays open", "redis.call('ZREM', KEYS[2], entry.page)", ""),
    Broken("finish", "the record of a page stays", "redis.call('DEL', key)", ""),
    Broken(
        "finish",
        "the index of texts is not checked",
        "if (redis.call('HGET', seen.keys[i], field) or '') ~= whole(seen.expected[i]) then",
        "if false then",
    ),
    Broken("finish", "a text is not entered in the index", "if seen and seen.value then", "if false then"),
    Broken("finish", "a retry counts as an attempt", "entry.delay_ms), 'JUSTID')", "entry.delay_ms))"),
    Broken("finish", "a retry stays with its holder", "group, 'waiting', 0, entry.id", "group, consumer, 0, entry.id"),
    Broken("finish", "a retry waits for the whole lease", "math.max(0, tonumber(ARGV[7]) - entry.delay_ms)", "0"),
    Broken("finish", "reasons are not counted", "if reason and reason ~= '' then", "if false then"),
    Broken("finish", "a dead letter of a page that has ended", "if #fields == 0 then", "if false then"),
    Broken("finish", "a dead letter of a plug-in looks like a page's", "append(letter, {'side', '1'})", ""),
    Broken("finish", "a plug-in is given more than its limit", ">= entry.side_limit", "> entry.side_limit"),
    Broken("finish", "an item goes to a key that is no stream", "if not is_stream(item[1]) then", "if false then"),
    Broken("lease", "attempts are not counted", "consumer, 0, id)\n", "consumer, 0, id, 'JUSTID')\n"),
    Broken("lease", "a lease that has not expired is taken over", "'IDLE', lease, ", "'IDLE', 0, "),
    Broken("lease", "what the holder has forgotten is not given again", "take(held)", "nil"),
    Broken(
        "lease",
        "several expired leases at once",
        "return {payload(entry, tried + 1)}",
        "return {payload(entry, tried + 1), payload(entry, tried + 1)}",
    ),
    Broken(
        "lease",
        "each lease counts as accepted",
        "if again then\n",
        "if again then redis.call('HINCRBY', KEYS[2], 'accepted', 1)\n",
    ),
    Broken("lease", "one page more than may be in flight", ">= tonumber(ARGV[10])", "> tonumber(ARGV[10])"),
    Broken("add", "a batch sent again is added again", "if last == tonumber(ARGV[2]) then", "if false then"),
    Broken("add", "pages after parse do not count for the mark", " - redis.call('ZCARD', KEYS[3])", ""),
    Broken("release", "a released lease does not expire", "'IDLE', ARGV[2], 'JUSTID'", "'JUSTID'"),
    Broken("release", "a release counts as an attempt", "'IDLE', ARGV[2], 'JUSTID'", "'IDLE', ARGV[2]"),
    Broken("giveback", "what is given back counts as an attempt", "math.max(0, ARGV[i + 1] - 1)", "ARGV[i + 1]"),
    Broken(
        "giveback",
        "a lease is given back that another has",
        "#redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2]) > 0",
        "true",
    ),
    Broken("forget", "a consumer is forgotten with its leases", "pending == 0 and ", ""),
    Broken(
        "renew",
        "a lease is renewed that another has",
        "#redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2]) > 0",
        "true",
    ),
    Broken("replay", "a replayed page is accepted twice", "redis.call('HINCRBY', KEYS[4], 'accepted', -1)", ""),
    Broken("replay", "a replayed page stays counted as dead", "redis.call('HINCRBY', KEYS[4], 'dead', -1)", ""),
    Broken(
        "replay",
        "a replayed page is not open",
        "redis.call('ZADD', KEYS[3], string.match(info.page, '^%d+'), info.page)",
        "",
    ),
    Broken("replay", "a branch that is done is done again", "if not record['result:' .. branch] then", "if true then"),
    Broken("replay", "a joined page waits for its branches", "if tonumber(record.left) == 0 then", "if false then"),
    Broken("replay", "a letter can be replayed twice", "redis.call('XDEL', KEYS[1], ARGV[1])", ""),
    Broken("backlog", "expired leases are not told", "if ARGV[3] == '1' and summary[1] > 0 then", "if false then"),
]
