-- Renews leases: sets back the idle time of the entries that this consumer still holds.
--
-- KEYS  1 a stream
-- ARGV  1 group  2 consumer  3... entry ids
-- Returns the ids that it still holds. Keeps the attempts as they are.
local kept = {}
for i = 3, #ARGV do
  if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2]) > 0 then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'JUSTID')
    kept[#kept + 1] = ARGV[i]
  end
end
return kept
