-- Gives leases back as if they had never been: of pages that could not be finished, through no fault of theirs.
-- `checks.lua` stands before it.
--
-- KEYS  1 the stage's stream
-- ARGV  1 group  2 consumer  3 ms that they count as idle  4... entry id and attempt, in turn
-- Returns how many it gave back. Touches only what this consumer still holds; the next lease has the same attempt again.
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
