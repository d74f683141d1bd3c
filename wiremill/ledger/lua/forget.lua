-- Deletes consumers that hold nothing and have been idle for long: dead processes leave their names behind.
-- `checks.lua` is prepended.
--
-- KEYS  1 a stream
-- ARGV  1 group  2 idle time in ms  3 the only consumer to check; all if absent
-- Returns how many it deleted. A consumer with a lease is never deleted, because its entries would be lost with it. A consumer
-- that is still alive loses nothing: Redis recreates its name at its next read.
local why = misfit(KEYS[1], 'stream')
if why then
  return refusal(why)
end
local consumers = redis.pcall('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])
if consumers.err then -- no such group
  return 0
end
local forgotten = 0
for _, row in ipairs(consumers) do
  local name, pending, idle = row[2], row[4], row[6]
  if pending == 0 and idle >= tonumber(ARGV[2]) and (not ARGV[3] or name == ARGV[3]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], name)
    forgotten = forgotten + 1
  end
end
return forgotten
