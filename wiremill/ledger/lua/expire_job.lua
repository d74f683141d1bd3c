-- Doubts that a job is alive, and destroys its groups where the doubt has stood for long: they would hold up trimming.
--
-- KEYS  1 the doubt, which the job deletes with each sign of life  2... the streams that its group reads
-- ARGV  1 group  2 seconds of silence  3 seconds after that in which the groups are destroyed
-- Returns 1 where it destroyed them.
--
-- The doubt is a key that expires by itself: only the end of its life counts. So a clock of the server that jumps ahead
-- ends it, and it begins anew; a job that is alive is safe unless the jump meets those last seconds.
-- The first write is always EXPIRE or DEL, which Redis allows when it is out of memory, and what follows with it.
local life = ARGV[2] + ARGV[3]
local left = redis.call('TTL', KEYS[1])
if left < 0 or left > life then -- none yet; or the clock was set back
  redis.call('EXPIRE', KEYS[1], life)
  redis.call('SET', KEYS[1], ARGV[1], 'EX', life)
  return 0
elseif left > tonumber(ARGV[3]) then
  return 0
end
redis.call('DEL', KEYS[1])
for i = 2, #KEYS do
  if redis.call('TYPE', KEYS[i]).ok == 'stream' then
    redis.call('XGROUP', 'DESTROY', KEYS[i], ARGV[1])
  end
end
return 1
