-- Gives leases back as if they had never been taken: for pages that could not be finished through no fault of their own.
-- `checks.lua` is prepended.
--
-- KEYS  1 the stage's stream
-- ARGV  1 group  2 consumer  3 idle time in ms to set  4... entry id and attempt, alternating
-- Returns how many it gave back. Affects only entries that this consumer still holds; their next lease has the same attempt.
local why = misfit(KEYS[1], 'stream')
if why then
  return refusal(why)
end
local given = 0
for i = 4, #ARGV, 2 do
  if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2]) > 0 then
    redis.call('XCLAIM', KEYS[1], ARGV[1], 'waiting', 0, ARGV[i],
      'IDLE', ARGV[3], 'RETRYCOUNT', math.max(0, ARGV[i + 1] - 1), 'JUSTID')
    given = given + 1
  end
end
return given
