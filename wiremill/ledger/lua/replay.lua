-- Replays a dead letter at the stage where its page died, or drops it. `checks.lua` is prepended.
--
-- KEYS  1 dead  2 intake  3 open  4 counts
-- ARGV  1 the dead letter's id  2 'replay' or 'drop'  3 prefix of the page records  4 prefix of the stages' streams
--       5... the branches of a page whose record does not name them, as in older versions
-- Returns the page's intake id, or false if the dead letter is gone. A page that died in parse gets a new intake entry. The
-- page's outcome is taken back, so it still ends with exactly one. A page that died in a plug-in after its end keeps its outcome.
--
-- Invariant: a dead letter is only deleted once its page is requeued. One that can't be replayed is kept, and the answer is an
-- error with the code NOREPLAY that says why.
local why = misfit(KEYS[1], 'stream')
if why then
  return refusal(why)
end
local letter = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not letter then
  return false
end
why = uncountable_all(KEYS[4])
if why then
  return refusal(why)
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
if ARGV[2] == 'drop' then
  redis.call('XDEL', KEYS[1], ARGV[1])
  redis.call('HINCRBY', KEYS[4], 'dropped', 1)
  return info.page or ''
end

local MOST = 3500 -- fields that Lua can pass as arguments, with a margin
local back = {}   -- stream and fields of each entry to be added
if info.packed or #fields > 2 * MOST then
  why = 'its page has more fields than a script can add again'
elseif not info.stage then
  why = 'it does not say in which stage its page died'
elseif info.stage == 'parse' then
  back[1] = {KEYS[2], page}
  why = #page == 0 and 'it holds nothing of its page' or nil
elseif not record.envelope or not record.document then
  why = 'the record of its page has no ' .. (record.envelope and 'document' or 'envelope')
elseif info.side then
  back[1] = {ARGV[4] .. info.stage, record}
  why = record[1] ~= 'page' and 'its entry does not begin with the id of its page' or nil
elseif not string.find(info.page or '', '^%d+%-%d+$') then
  why = "it has no page's id"
else
  local left, met = 0, {}
  local function add(branch)
    if not record['result:' .. branch] and not met[branch] then
      left, met[branch] = left + 1, true
      back[left] = {ARGV[4] .. branch, {'page', info.page}}
    end
  end
  if record.branches and record.branches ~= '' then
    string.gsub(record.branches, '[^,]+', add)
  else
    for i = 5, #ARGV do
      add(ARGV[i])
    end
    record[#record + 1] = 'branches'
    record[#record + 1] = table.concat(ARGV, ',', 5)
  end
  record[#record + 1] = 'left'
  record[#record + 1] = left
  if left == 0 then
    back[1] = {ARGV[4] .. 'publish', {'page', info.page}}
  end
end
if why then
  return redis.error_reply('NOREPLAY ' .. why)
end
local whole = info.stage ~= 'parse' and not info.side -- its record is recreated
for _, entry in ipairs(back) do
  why = why or misfit(entry[1], 'stream')
end
if whole then
  why = why or misfit(KEYS[3], 'zset') or misfit(ARGV[3] .. info.page, 'hash')
end
if why then
  return refusal(why)
end

-- Deletes nothing: the first write must be one that Redis allows when it is out of memory, and the dead letter is deleted last.
redis.call('XDEL', KEYS[1], '0-0')
local added
for _, entry in ipairs(back) do
  added = redis.call('XADD', entry[1], '*', unpack(entry[2]))
end
if whole then
  redis.call('HSET', ARGV[3] .. info.page, unpack(record))
  redis.call('ZADD', KEYS[3], string.match(info.page, '^%d+'), info.page)
end
if info.side then
  redis.call('HINCRBY', KEYS[4], 'side:' .. info.stage .. ':dead', -1)
else
  redis.call('HINCRBY', KEYS[4], 'dead', -1)
  if info.reason then
    redis.call('HINCRBY', KEYS[4], 'dead:' .. info.reason, -1)
  end
end
if info.stage == 'parse' then
  redis.call('HINCRBY', KEYS[4], 'accepted', -1)
end
redis.call('HINCRBY', KEYS[4], 'replayed', 1)
redis.call('XDEL', KEYS[1], ARGV[1])
return info.stage == 'parse' and added or info.page or ''
