-- Finishes a batch: for each entry that this consumer still holds, stores the result, hands the page on or ends it, counts its
-- outcome, and removes the entry from the stage's stream, all in one transaction. `checks.lua`, `nearness.lua` and `batch.lua` are
-- prepended.
--
-- KEYS  1 the stage's stream  2 open  3 counts  4 dead  5 history
-- ARGV  1 group  2 consumer  3 stage  4 prefix of the page records  5 prefix of the stages' streams
--       6 history length  7 lease in ms
--       8 msgpack: a list of {id, page, kind, ...} as made by `worker.runtime.step`:
--         hand_on  record (flat list), branches, accepted_ms
--         result   result, run
--         extend   event (flat fields), to (its stream): the result for an entry that is itself the record
--         end      outcome, reason, items (list of {stream, flat fields}), routes, seen or nil, near or nil, runs,
--                  history (flat list), sides (the side stages to hand the page to), side_limit (maximum entries in the stream of each)
--         dead     reason, error, attempt, at, about (flat list), history
--         retry    delay_ms
--         drop
--       9... the large values in it, referenced by '\0@' and their position
-- Returns one result per entry: ok, joined (the last branch is done), lost (another worker holds it), stale (the page has already
-- ended), conflict (a page with this text, or one near it, was published meanwhile), blocked (a key of this page alone, or one that
-- its item goes to, has an unexpected type or content; the reason follows after a space). If a key that all pages share (the
-- streams of stages, open, counts, dead, history, the counter of signatures) is wrong, the whole batch is refused.
--
-- Invariants: a step that runs twice counts once; a page has at most one outcome; nothing is written for an entry that is
-- not held; a page handed to a side stage is counted there once, as done or dead (`side:<stage>:...`). Everything that could fail
-- is checked before the first write, first for the batch, then for each page. The first write is always XACK, XDEL or XCLAIM:
-- Redis allows these when it is out of memory, and then also the writes that follow in the same script, so the stages can drain
-- a full server.
local stream, group, consumer, stage = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local entries = cmsgpack.unpack(ARGV[8])
local refused, newest, records = batch_misfit(entries)
if refused then
  return refusal(refused)
end
local tally = {}

local function count(name)
  tally[name] = (tally[name] or 0) + 1
end

local function append(list, more)
  for _, value in ipairs(more) do
    list[#list + 1] = value
  end
end

local function whole(value)
  if type(value) == 'string' and string.sub(value, 1, 2) == '\0@' then
    return ARGV[8 + tonumber(string.sub(value, 3))]
  end
  return value
end

local function all_whole(list)
  for i, value in ipairs(list) do
    list[i] = whole(value)
  end
  return list
end

-- Returns whether the entry still existed.
local function take_off(id)
  redis.call('XACK', stream, group, id)
  return redis.call('XDEL', stream, id) == 1
end

-- The history is trimmed here, unless a group reads it, such as a job's: then housekeeping trims it, once the group has it.
local cut
local function add_to_history(fields)
  if not cut then
    local groups = redis.call('EXISTS', KEYS[5]) == 1 and redis.call('XINFO', 'GROUPS', KEYS[5]) or {}
    cut = #groups == 0 and {'MAXLEN', '~', ARGV[6]} or {}
  end
  local added = {KEYS[5]}
  append(added, cut)
  append(added, {'*'})
  append(added, fields)
  redis.call('XADD', unpack(added))
end

local function close(entry, key, outcome, reason, runs)
  redis.call('DEL', key)
  redis.call('ZREM', KEYS[2], entry.page)
  count(outcome)
  if reason and reason ~= '' then
    count(outcome .. ':' .. reason)
  end
  add_to_history({'runs', whole(runs), unpack(all_whole(entry.history))})
end

-- Hands a page that is about to end to its side stages, with a copy of the data they need.
local function hand_aside(entry, kept)
  for _, name in ipairs(entry.sides or {}) do
    local to = ARGV[5] .. name
    if redis.call('XLEN', to) >= entry.side_limit then
      count('side:' .. name .. ':skipped')
    else
      redis.call('XADD', to, '*', 'page', entry.page, 'side', '1', 'envelope', kept[1], 'document', kept[2])
      count('side:' .. name .. ':handed')
    end
  end
end

local kinds = {}

function kinds.hand_on(entry, key)
  local why = records and misfit(key, 'hash')
  if why then
    return 'blocked', why
  end
  if not take_off(entry.id) then
    return 'stale'
  end
  redis.call('HSET', key, 'left', #entry.branches, unpack(all_whole(entry.record)))
  redis.call('ZADD', KEYS[2], entry.accepted_ms, entry.page)
  for _, branch in ipairs(entry.branches) do
    redis.call('XADD', ARGV[5] .. branch, '*', 'page', entry.page)
  end
  return 'ok'
end

function kinds.result(entry, key)
  local held = redis.pcall('HMGET', key, 'left', 'result:' .. stage, 'branches')
  local why
  if held.err then
    why = misfit(key, 'hash') or held.err
  elseif held[1] then
    why = not addable(held[1]) and unaddable(key, 'left', held[1]) or nil
  elseif redis.call('EXISTS', key) == 1 then
    why = key .. ' has no field left'
  end
  if why then
    return 'blocked', why
  end
  take_off(entry.id)
  local others = held[3] and not string.find(',' .. held[3] .. ',', ',' .. stage .. ',', 1, true)
  if not held[1] or held[2] or others then -- the page has ended, this branch is done, or the page does not have this branch
    return 'stale'
  end
  redis.call('HSET', key, 'result:' .. stage, whole(entry.result), 'run:' .. stage, whole(entry.run))
  if redis.call('HINCRBY', key, 'left', -1) > 0 then
    return 'ok'
  end
  redis.call('XADD', ARGV[5] .. 'publish', '*', 'page', entry.page)
  return 'joined'
end

function kinds.extend(entry)
  local why = misfit(entry.to, 'stream')
  if why then
    return 'blocked', why
  end
  take_off(entry.id)
  redis.call('XADD', entry.to, '*', unpack(all_whole(entry.event)))
  count('side:' .. stage .. ':done')
  return 'ok'
end

kinds['end'] = function(entry, key)
  types[key] = nil -- an earlier entry may have ended the page
  local why = misfit(key, 'hash')
  if why then
    return 'blocked', why
  elseif types[key] == 'none' then
    take_off(entry.id)
    return 'stale'
  end
  local seen = entry.seen
  local field = seen and whole(seen.field)
  if seen then
    for i = 1, 2 do
      local value = redis.pcall('HGET', seen.keys[i], field)
      if type(value) == 'table' then
        return 'blocked', misfit(seen.keys[i], 'hash') or value.err
      end
      if (value or '') ~= whole(seen.expected[i]) then
        return 'conflict'
      end
    end
  end
  if entry.near and near_conflict(entry.near, newest) then
    return 'conflict'
  end
  for _, item in ipairs(entry.items) do
    why = why or misfit(item[1], 'stream')
  end
  local kept
  for _, name in ipairs(entry.sides or {}) do
    why = why or misfit(ARGV[5] .. name, 'stream')
    kept = kept or redis.call('HMGET', key, 'envelope', 'document')
    why = why or not (kept[1] and kept[2]) and key .. ' has no field envelope, or no document' or nil
  end
  why = why or entry.near and near_misfit(entry.near, newest + 1) or nil
  if why then
    return 'blocked', why
  end
  take_off(entry.id)
  for _, item in ipairs(entry.items) do
    redis.call('XADD', item[1], '*', unpack(all_whole(item[2])))
  end
  for _, route in ipairs(entry.routes) do
    count('route:' .. route)
  end
  if seen and seen.value then
    redis.call('HSET', seen.keys[1], field, whole(seen.value))
    redis.call('EXPIRE', seen.keys[1], seen.expire)
  end
  if entry.near then
    entry.near.name = whole(entry.near.name)
    newest = near_commit(entry.near)
  end
  hand_aside(entry, kept)
  close(entry, key, entry.outcome, entry.reason, entry.runs)
  return 'ok'
end

function kinds.dead(entry, key, own)
  local prefix, fields, why, side = 'record:', own, nil, nil
  if stage == 'parse' then
    prefix = 'page:'
  elseif #own > 2 then
    side = {'side', '1'}
  else
    fields = redis.pcall('HGETALL', key)
    if fields.err then
      fields, why = {}, (misfit(key, 'hash') or fields.err) .. ': what was kept of the page is lost'
    elseif #fields == 0 then
      take_off(entry.id)
      return 'stale'
    end
  end
  local runs, held = {}, {}
  for i = 1, #fields, 2 do
    held[fields[i]] = true
    if stage ~= 'parse' and string.sub(fields[i], 1, 4) == 'run:' then
      runs[#runs + 1] = fields[i + 1]
    end
  end
  if stage ~= 'parse' and not why and not (held.envelope and held.document) then
    why = (side and 'its entry' or key) .. ' has no field ' .. (held.envelope and 'document' or 'envelope')
  end
  local letter = {
    'page', entry.page, 'stage', stage, 'reason', entry.reason, 'error', why or whole(entry.error),
    'attempts', entry.attempt, 'at', entry.at,
  }
  append(letter, all_whole(entry.about))
  append(letter, side or {})
  take_off(entry.id)
  if #fields > 2000 then -- more than Lua can pass as arguments
    append(letter, {'packed', cmsgpack.pack(fields)})
  else
    for i = 1, #fields, 2 do
      append(letter, {prefix .. fields[i], fields[i + 1]})
    end
  end
  redis.call('XADD', KEYS[4], '*', unpack(letter))
  if side then -- the page itself has already ended
    count('side:' .. stage .. ':dead')
    return 'ok'
  end
  close(entry, key, 'dead', entry.reason, '[' .. table.concat(runs, ',') .. ']')
  return 'ok'
end

function kinds.retry(entry, key)
  redis.call('XCLAIM', stream, group, 'waiting', 0, entry.id,
    'IDLE', math.max(0, tonumber(ARGV[7]) - entry.delay_ms), 'JUSTID')
  return 'ok'
end

function kinds.drop(entry)
  take_off(entry.id)
  return 'stale'
end

local words = {}
for i, entry in ipairs(entries) do
  local held = redis.pcall('XPENDING', stream, group, entry.id, entry.id, 1, consumer)
  if held.err and not string.find(held.err, 'NOGROUP', 1, true) then
    return held -- an error of the server, so it occurs at the first entry
  elseif #held == 0 then -- if the group is gone, so are all its leases
    words[i] = 'lost'
  else
    -- For hand_on, the intake entry is not read again: its body would be a large part of this script's cost, and nothing of the
    -- entry is kept. Removing it shows whether it still existed.
    local own = {}
    if entry.kind ~= 'hand_on' then
      local found = redis.call('XRANGE', stream, entry.id, entry.id)[1]
      own = found and found[2]
    end
    if own then
      local word, why = kinds[entry.kind](entry, ARGV[4] .. entry.page, own)
      words[i] = why and word .. ' ' .. why or word
    else
      redis.call('XACK', stream, group, entry.id)
      words[i] = 'stale'
    end
  end
end
for name, number in pairs(tally) do
  redis.call('HINCRBY', KEYS[3], name, number)
end
return words
