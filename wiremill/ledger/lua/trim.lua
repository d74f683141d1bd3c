-- Trims an item stream: the entries that every group has acknowledged, and those beyond the operator's limit. Or the history: the
-- entries that every group has acknowledged, but never the latest. `checks.lua` is prepended.
--
-- KEYS  1 a stream  2 counts, to count the items that are trimmed; none for the history
-- ARGV  1 the limit in items, 0: none  2 number of the latest entries to keep even if every group has them
-- Returns {number trimmed as acknowledged, number trimmed beyond the limit}. Without groups, an item stream is only trimmed by the
-- limit, and the history to its latest entries. The history is trimmed in whole blocks of entries, so a few more remain.
local why = misfit(KEYS[1], 'stream') or KEYS[2] and uncountable(KEYS[2], {'items_trimmed', 'items_trimmed_unread'})
if why then
  return refusal(why)
elseif types[KEYS[1]] == 'none' then
  return {0, 0}
end
local groups = redis.call('XINFO', 'GROUPS', KEYS[1])
local floor -- the first entry that any group still needs

local function parts(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  return ms, seq
end

-- Ids have up to 20 digits, more than a Lua number can hold, so they are compared as texts of equal length.
local function less(a, b)
  local a1, a2 = parts(a)
  local b1, b2 = parts(b)
  if #a1 ~= #b1 then
    return #a1 < #b1
  elseif a1 ~= b1 then
    return a1 < b1
  elseif #a2 ~= #b2 then
    return #a2 < #b2
  end
  return a2 < b2
end

for _, row in ipairs(groups) do
  local info = {}
  for i = 1, #row, 2 do
    info[row[i]] = row[i + 1]
  end
  local pending = redis.call('XPENDING', KEYS[1], info['name'])
  local keep -- the first entry that this group still needs, or nil
  -- Redis 6.2 keeps entries pending that were trimmed beyond the limit; no consumer can ever acknowledge them.
  while pending[1] > 0 and not keep do
    for _, held in ipairs(redis.call('XPENDING', KEYS[1], info['name'], '-', '+', 100)) do
      if #redis.call('XRANGE', KEYS[1], held[1], held[1]) > 0 then
        keep = held[1]
        break
      end
      redis.call('XACK', KEYS[1], info['name'], held[1])
    end
    pending = redis.call('XPENDING', KEYS[1], info['name'])
  end
  if not keep then
    local unread = redis.call('XRANGE', KEYS[1], '(' .. info['last-delivered-id'], '+', 'COUNT', 1)[1]
    keep = unread and unread[1]
  end
  if keep and (not floor or less(keep, floor)) then
    floor = keep
  end
end

local done = 0
local latest = tonumber(ARGV[2])
if latest > 0 then
  local spare = redis.call('XLEN', KEYS[1]) - latest
  if spare > 0 and floor then
    done = redis.call('XTRIM', KEYS[1], 'MINID', '~', floor, 'LIMIT', spare)
  elseif spare > 0 then
    done = redis.call('XTRIM', KEYS[1], 'MAXLEN', '~', latest, 'LIMIT', spare)
  end
elseif floor then
  done = redis.call('XTRIM', KEYS[1], 'MINID', floor)
elseif #groups > 0 then
  done = redis.call('XTRIM', KEYS[1], 'MAXLEN', 0)
end
local forced = 0
local limit = tonumber(ARGV[1])
if limit > 0 then
  forced = redis.call('XTRIM', KEYS[1], 'MAXLEN', limit)
end
if done > 0 and KEYS[2] then
  redis.call('HINCRBY', KEYS[2], 'items_trimmed', done)
end
if forced > 0 then
  redis.call('HINCRBY', KEYS[2], 'items_trimmed_unread', forced)
end
return {done, forced}
