-- Lets the leases of dead processes expire at once, so that their pages need not wait for the end of the lease.
-- `checks.lua` is prepended.
--
-- KEYS  1 the stage's stream
-- ARGV  1 group  2 lease in ms  3... prefixes of the names of the dead consumers
-- Returns how many leases it released. Does not change attempts.
local why = misfit(KEYS[1], 'stream')
if why then
  return refusal(why)
end
local consumers = redis.pcall('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])
if consumers.err then -- no such group
  return 0
end
local freed = 0
for _, row in ipairs(consumers) do
  local name, pending = row[2], row[4]
  for i = 3, #ARGV do
    if pending > 0 and string.sub(name, 1, #ARGV[i]) == ARGV[i] then
      for _, held in ipairs(redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', pending, name)) do
        redis.call('XCLAIM', KEYS[1], ARGV[1], 'waiting', 0, held[1], 'IDLE', ARGV[2], 'JUSTID')
        freed = freed + 1
      end
    end
  end
end
return freed
