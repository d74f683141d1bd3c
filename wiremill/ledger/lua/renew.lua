-- Renews leases: resets the idle time of the entries that this consumer still holds.
--
-- KEYS  1 a stream
-- ARGV  1 group  2 consumer  3... entry ids
-- Returns the ids that it still holds. Does not change attempts. Consumers of items run this too, without the right to TYPE: a
-- key that is not a stream is recognised by the error of the first command.
local kept = {}
for i = 3, #ARGV do
  local held = redis.pcall('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2])
  if held.err then
    local wrong = string.find(held.err, 'WRONGTYPE', 1, true)
    return wrong and redis.error_reply('WRONGKEY ' .. KEYS[1] .. ' is not a stream: RENAME it out of the way') or held
  elseif #held > 0 then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'JUSTID')
    kept[#kept + 1] = ARGV[i]
  end
end
return kept
