-- Adds a producer's batch of pages to the intake, up to its high-water mark.
--
-- KEYS  1 intake  2 the producer's mark  3 open
-- ARGV  1 high-water mark: pages in the intake and in flight after it, together  2 the batch's number, counting from 1
--       3 lifetime of the mark in seconds
--       4 msgpack: a list of pages, each a flat list of field, value, ...  5... the large values in it
-- Returns {the number of the batch that the mark held before, the ids of the accepted pages}.
--
-- Invariants: a batch that is resent, because its answer was lost, adds nothing and gets the same ids; so sending its number
-- without pages asks what was accepted of it. A batch with a lower number than the mark's is a stale copy, from a connection that
-- its producer has abandoned, and adds nothing. If the returned number is lower than the producer expects, the server has lost
-- its latest writes.
local mark = redis.call('GET', KEYS[2])
local last, ids = 0, {}
if mark then
  local held = cmsgpack.unpack(mark)
  last = held[1]
  if last == tonumber(ARGV[2]) then
    return {last, held[2]}
  end
  if last > tonumber(ARGV[2]) then
    return {last, {}}
  end
end
local room = tonumber(ARGV[1]) - redis.call('XLEN', KEYS[1]) - redis.call('ZCARD', KEYS[3])
-- A nearly full server needs the remaining memory for documents, items and doorbells.
local memory = redis.call('INFO', 'memory')
local most = tonumber(string.match(memory, 'maxmemory:(%d+)') or '0')
if most > 0 and tonumber(string.match(memory, 'used_memory:(%d+)')) > 0.8 * most then
  room = 0
end
for i, page in ipairs(cmsgpack.unpack(ARGV[4])) do
  if i > room then
    break
  end
  for n, value in ipairs(page) do
    if string.sub(value, 1, 2) == '\0@' then
      page[n] = ARGV[4 + tonumber(string.sub(value, 3))]
    end
  end
  ids[i] = redis.call('XADD', KEYS[1], '*', unpack(page))
end
redis.call('SET', KEYS[2], cmsgpack.pack({tonumber(ARGV[2]), ids}), 'EX', ARGV[3])
return {last, ids}
