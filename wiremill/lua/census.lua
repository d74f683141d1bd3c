-- Takes one consistent count of all pages.
--
-- KEYS  1 intake  2 open  3 counts  4 dead
-- ARGV  1 group
-- Returns {intake length, leased of it, open, dead letters, counts as a flat list}.
local leased = 0
local ok, summary = pcall(redis.call, 'XPENDING', KEYS[1], ARGV[1])
if ok and not summary.err then
  leased = summary[1]
end
return {
  redis.call('XLEN', KEYS[1]), leased, redis.call('ZCARD', KEYS[2]), redis.call('XLEN', KEYS[4]),
  redis.call('HGETALL', KEYS[3]),
}
