-- Destroys the groups of a job that has sent no heartbeat for long, because they would block trimming.
--
-- KEYS  1 the silence key, which the job deletes with each heartbeat  2... the streams that its group reads
-- ARGV  1 group  2 seconds of silence  3 seconds after that in which the groups are destroyed
-- Returns 1 if it destroyed them, else 0.
--
-- The silence key expires by itself; the groups are destroyed in the last seconds of its life. If the server's clock jumps ahead,
-- the key expires and the silence restarts; a live job is safe unless the jump lands in those last seconds.
-- The first write is always EXPIRE or DEL: Redis allows these when it is out of memory, and then also the writes that follow.
local life = ARGV[2] + ARGV[3]
local left = redis.call('TTL', KEYS[1])
if left < 0 or left > life then -- no key yet, or the clock was set back
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
