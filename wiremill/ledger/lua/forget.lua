-- Forgets consumers that hold nothing and have been silent for long: dead processes leave their names behind.
-- `checks.lua` stands before it.
--
-- KEYS  1 a stream
-- ARGV  1 group  2 silence in ms  3 the only name to look at; without it, all
-- Returns how many it forgot. A consumer with a lease is never forgotten: its entries would be lost with it. One that was
-- alive all the same loses nothing: Redis makes its name again when it reads next.
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
