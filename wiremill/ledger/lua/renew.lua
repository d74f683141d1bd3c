-- Renews leases: sets back the idle time of the entries that this consumer still holds.
--
-- KEYS  1 a stream
-- ARGV  1 group  2 consumer  3... entry ids
-- Returns the ids that it still holds. Keeps the attempts as they are. Whoever reads items runs this too, and may not ask for
-- the type of a key: that it is no stream is told by the first answer.
local kept = {}
for i = 3, #ARGV do
  local held = redis.pcall('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2])
  if held.err then
    local wrong = string.find(held.err, 'WRONGTYPE', 1, true)
    return wrong and redis.error_reply('WRONGKEY ' .. KEYS[1] .. ' is no stream: RENAME it out of the way') or held
  elseif #held > 0 then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'JUSTID')
    kept[#kept + 1] = ARGV[i]
  end
end
return kept
