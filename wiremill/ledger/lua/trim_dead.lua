-- Drops the oldest dead letters, those past the operator's limit, as if by hand. `checks.lua` stands before it.
--
-- KEYS  1 dead  2 counts
-- ARGV  1 letters that may stay  2 letters dropped at most in this call
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
