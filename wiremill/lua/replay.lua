-- Puts a dead letter back to work, at the stage where it died, or drops it.
--
-- KEYS  1 dead  2 intake  3 open  4 counts
-- ARGV  1 the dead letter's id  2 'replay' or 'drop'  3 prefix of the page records  4 prefix of the stages' streams
-- Returns the page's intake id, false where the letter is gone, 'packed' for one with more fields than a script can add
-- again. A page that died in parse gets a new intake entry;
-- its outcome is taken back, so it still ends in exactly one. One that died in a plug-in after its end keeps its outcome.
local letter = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not letter then
  return false
end
local info, page, record = {}, {}, {}
local fields = letter[2]
for i = 1, #fields, 2 do
  local name, value = fields[i], fields[i + 1]
  if string.sub(name, 1, 5) == 'page:' then
    page[#page + 1] = string.sub(name, 6)
    page[#page + 1] = value
  elseif string.sub(name, 1, 7) == 'record:' then
    record[#record + 1] = string.sub(name, 8)
    record[#record + 1] = value
    record[string.sub(name, 8)] = value
  else
    info[name] = value
  end
end
if info.packed and ARGV[2] ~= 'drop' then
  return 'packed'
end
redis.call('XDEL', KEYS[1], ARGV[1])
if ARGV[2] == 'drop' then
  redis.call('HINCRBY', KEYS[4], 'dropped', 1)
  return info.page
end
if info.side then
  redis.call('HINCRBY', KEYS[4], 'side:' .. info.stage .. ':dead', -1)
  redis.call('HINCRBY', KEYS[4], 'replayed', 1)
  redis.call('XADD', ARGV[4] .. info.stage, '*', unpack(record))
  return info.page
end
redis.call('HINCRBY', KEYS[4], 'dead', -1)
redis.call('HINCRBY', KEYS[4], 'dead:' .. info.reason, -1)
redis.call('HINCRBY', KEYS[4], 'replayed', 1)
if info.stage == 'parse' then
  redis.call('HINCRBY', KEYS[4], 'accepted', -1)
  return redis.call('XADD', KEYS[2], '*', unpack(page))
end
redis.call('HSET', ARGV[3] .. info.page, unpack(record))
redis.call('ZADD', KEYS[3], string.match(info.page, '^%d+'), info.page)
if tonumber(record.left) == 0 then
  redis.call('XADD', ARGV[4] .. 'publish', '*', 'page', info.page)
else
  for branch in string.gmatch(record.branches, '[^,]+') do
    if not record['result:' .. branch] then
      redis.call('XADD', ARGV[4] .. branch, '*', 'page', info.page)
    end
  end
end
return info.page
