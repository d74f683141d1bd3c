-- Drops the oldest dead letters beyond the operator's limit, like a manual drop. `checks.lua` is prepended.
--
-- KEYS  1 dead  2 counts
-- ARGV  1 number of dead letters to keep  2 maximum number to drop in this call
-- Returns how many it dropped. Their pages stay counted as dead.
local why = misfit(KEYS[1], 'stream') or uncountable(KEYS[2], {'dropped'})
if why then
  return refusal(why)
end
local length = redis.call('XLEN', KEYS[1])
local stay = math.max(tonumber(ARGV[1]), length - tonumber(ARGV[2]))
if length <= stay then
  return 0
end
local dropped = redis.call('XTRIM', KEYS[1], 'MAXLEN', stay)
redis.call('HINCRBY', KEYS[2], 'dropped', dropped)
return dropped
