"""Mutants of the scripts, each broken in one way, which the model must notice."""

from __future__ import annotations

from dataclasses import dataclass

from wiremill.ledger.scripts import source


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


BROKEN = [
    Broken("finish", "the lease is not checked", "elseif #held == 0 then", "elseif false then"),
    Broken("finish", "anybody's lease will do", "entry.id, 1, consumer)", "entry.id, 1)"),
    Broken("finish", "a branch counts twice in the join", " or held[2] or others", " or others"),
    Broken("finish", "a branch of others counts in the join", " or held[2] or others", " or held[2]"),
    Broken("finish", "a page that has ended is joined", "if not held[1] or ", "if "),
    Broken(
        "finish",
        "a record that lacks its count is gone",
        "elseif redis.call('EXISTS', key) == 1 then",
        "elseif false then",
    ),
    Broken("finish", "the join does not wait for the last", "'left', -1) > 0", "'left', -1) > 1"),
    Broken("finish", "an entry stays in its stream", "redis.call('XDEL', stream, id)", ""),
    Broken("finish", "an entry stays leased", "redis.call('XACK', stream, group, id)", ""),
    Broken("finish", "a page that died stays open", "redis.call('ZREM', KEYS[2], entry.page)", ""),
    Broken("finish", "the record of a page stays", "redis.call('DEL', key)", ""),
    Broken(
        "finish",
        "the index of texts is not checked",
        "if (value or '') ~= whole(seen.expected[i]) then",
        "if false then",
    ),
    Broken("finish", "a text is not entered in the index", "if seen and seen.value then", "if false then"),
    Broken("finish", "a retry counts as an attempt", "entry.delay_ms), 'JUSTID')", "entry.delay_ms))"),
    Broken("finish", "a retry stays with its holder", "group, 'waiting', 0, entry.id", "group, consumer, 0, entry.id"),
    Broken("finish", "a retry waits for the whole lease", "math.max(0, tonumber(ARGV[7]) - entry.delay_ms)", "0"),
    Broken("finish", "reasons are not counted", "if reason and reason ~= '' then", "if false then"),
    Broken("finish", "a dead letter of a page that has ended", "elseif #fields == 0 then", "elseif false then"),
    Broken("finish", "a dead letter of a plug-in looks like a page's", "append(letter, side or {})", ""),
    Broken("finish", "a plug-in is given more than its limit", ">= entry.side_limit", "> entry.side_limit"),
    Broken("finish", "an item goes to a key that is no stream", "why = why or misfit(item[1], 'stream')", ""),
    Broken(
        "finish", "a page goes aside to a key that is no stream", "why = why or misfit(ARGV[5] .. name, 'stream')", ""
    ),
    Broken("finish", "a page goes aside without document", "not (kept[1] and kept[2])", "false"),
    Broken(
        "finish", "a page without record stops its batch", "redis.pcall('HGETALL', key)", "redis.call('HGETALL', key)"
    ),
    Broken("finish", "a batch is not checked", "if refused then", "if false then"),
    Broken("finish", "counts may be no numbers", "why = why or uncountable(KEYS[3], counts)", ""),
    Broken("finish", "the history may be no stream", "streams[#streams + 1] = ends and KEYS[5] or nil", ""),
    Broken("finish", "the letters may be no stream", "streams[#streams + 1] = KEYS[4]", ""),
    Broken("finish", "the next stages may be no streams", "streams[#streams + 1] = ARGV[5] .. branch", ""),
    Broken("finish", "publish may be no stream", "streams[#streams + 1] = ARGV[5] .. 'publish'", ""),
    Broken("finish", "what is open may be no zset", "why = why or misfit(KEYS[2], 'zset')", ""),
    Broken(
        "finish",
        "the newest signature may have no number",
        "newest, why = near_newest(entry.near)",
        "newest = near_newest(entry.near) or 0",
    ),
    Broken(
        "lease",
        "a page is delivered that can't be counted",
        "why = why or uncountable(KEYS[2], {'accepted'}) or misfit(KEYS[3], 'zset')",
        "",
    ),
    Broken("lease", "a record that is none stops its batch", "redis.pcall('HMGET', key", "redis.call('HMGET', key"),
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
        "elseif #held > 0 then",
        "else",
    ),
    Broken("replay", "a replayed page is accepted twice", "redis.call('HINCRBY', KEYS[4], 'accepted', -1)", ""),
    Broken("replay", "a replayed page stays counted as dead", "redis.call('HINCRBY', KEYS[4], 'dead', -1)", ""),
    Broken(
        "replay",
        "a replayed page is not open",
        "redis.call('ZADD', KEYS[3], string.match(info.page, '^%d+'), info.page)",
        "",
    ),
    Broken("replay", "a branch that is done is done again", "if not record['result:' .. branch] and", "if"),
    Broken("replay", "a joined page waits for its branches", "if left == 0 then", "if false then"),
    Broken("replay", "a letter can be replayed twice", "redis.call('XDEL', KEYS[1], ARGV[1])\nreturn", "return"),
    Broken(
        "replay",
        "what is left is not counted anew",
        "record[#record + 1] = left",
        "record[#record + 1] = record.left or 9",
    ),
    Broken("replay", "a branch is left out that no record names", "for i = 5, #ARGV do", "for i = 6, #ARGV do"),
    Broken("replay", "a page goes back without document", "not record.envelope or not record.document", "false"),
    Broken("replay", "a page goes back to a key that is no stream", "why = why or misfit(entry[1], 'stream')", ""),
    Broken("replay", "counts may be no numbers", "why = uncountable_all(KEYS[4])", ""),
    Broken("trim_dead", "dropped letters are not counted", "redis.call('HINCRBY', KEYS[2], 'dropped', dropped)", ""),
    Broken("trim_dead", "letters are dropped that can't be counted", " or uncountable(KEYS[2], {'dropped'})", ""),
    Broken("trim_dead", "the newest letters are dropped with the oldest", "'MAXLEN', stay)", "'MAXLEN', 0)"),
    Broken("backlog", "expired leases are not told", "if ARGV[3] == '1' and summary[1] > 0 then", "if false then"),
]
