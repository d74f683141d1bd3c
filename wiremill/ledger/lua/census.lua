-- Takes one consistent count of all pages. `checks.lua` is prepended.
--
-- KEYS  1 intake  2 open  3 counts  4 dead
-- ARGV  1 group
-- Returns {length of the intake, its leased entries, open pages, dead letters, counts as a flat list}.
local why = misfit(KEYS[1], 'stream') or misfit(KEYS[2], 'zset') or misfit(KEYS[4], 'stream')
local uncounted, counts = uncountable_all(KEYS[3])
if why or uncounted then
  return refusal(why or uncounted)
end
local leased = 0
local ok, summary = pcall(redis.call, 'XPENDING', KEYS[1], ARGV[1])
if ok and not summary.err then
  leased = summary[1]
end
return {
  redis.call('XLEN', KEYS[1]), leased, redis.call('ZCARD', KEYS[2]), redis.call('XLEN', KEYS[4]),
  counts,
}
