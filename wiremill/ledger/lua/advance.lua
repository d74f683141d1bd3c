-- Moves a member of a group to its next item: acknowledges the previous one, and renews those it holds.
--
-- KEYS  1 a stream
-- ARGV  1 group  2 consumer  3 the entry to acknowledge, '' for none  4... the entries to renew
-- Returns the entries to renew that it still holds. Does not change attempts. Safe to repeat.
if ARGV[3] ~= '' then
  redis.call('XACK', KEYS[1], ARGV[1], ARGV[3])
end
local kept = {}
for i = 4, #ARGV do
  if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2]) > 0 then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'JUSTID')
    kept[#kept + 1] = ARGV[i]
  end
end
return kept
