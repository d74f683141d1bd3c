-- What `near.lua` and `finish.lua` share: the index of near-duplicates, two kinds of ring in strings of bounded length.
--
-- A shard (`wm:near:<n>`) is a ring of slots, each an anchor's tag (2 bytes) and the number of a signature (4 bytes), behind
-- 4 bytes that count what was ever entered. A chunk (`wm:near:signatures:<n>`) holds CHUNK records; number `n` of all
-- signatures lies at `n` modulo `most`, so the newest `most` are kept. A record begins with its number: so a slot that
-- outlived its signature is told from a good one. Memory is bounded by construction, whatever comes in.
--
-- A key of the index that is not what it must be is passed over where texts are looked up. A commit is refused by it: that of
-- the page that would have been entered there, by the counter that of the batch.
--
-- `near` is a table: counter, records, names (keys or their beginnings), most, seconds, now, window, probes (list of
-- {key, tag}, those to be entered first), and for a commit what `near_commit` says.
local SLOTS, SLOT, HEAD = 252, 6, 4    -- 1,516 bytes a shard, which fit the allocator's 1,536; longer ones take longer to scan
local GROW = 32                        -- slots that a shard grows by: room is made exactly, not twofold
local CHUNK, RECORD = 264, 124         -- 32,736 bytes a chunk, which fit 32,768
local URL, SKETCH = 39, 61             -- where site and URL, and the sketch, begin in a record, from 1
local HELD = 4                         -- signatures that one anchor may lead to: stock phrases lead to no more

local function near_place(near, number)
  local place = number % near.most
  local chunk = math.floor(place / CHUNK)
  return near.records .. chunk, (place - chunk * CHUNK) * RECORD, near.names .. chunk, place
end

-- The number of the newest signature, or nil and why it can't be told.
local function near_newest(near)
  local value = redis.pcall('GET', near.counter)
  if type(value) == 'table' then
    return nil, misfit(near.counter, 'string') or value.err
  elseif not addable(value) then
    return nil, unaddable(near.counter, 'the newest signature', value)
  end
  return tonumber(value or '0')
end

-- What a string holds, the key being of the kind it is; nil where it is no string.
local function near_read(key, first, last)
  local value = redis.pcall('GETRANGE', key, first, last)
  return type(value) == 'string' and value or nil
end

-- The record of a signature, or nil where it is no longer held or older than the window.
local function near_record(near, number)
  local key, at = near_place(near, number)
  local record = near_read(key, at, at + RECORD - 1)
  if not record or #record < RECORD then
    return nil
  end
  local held, time = struct.unpack('>I4I4', record)
  if held ~= number or number == 0 or near.now - time > near.window then
    return nil
  end
  return record
end

-- The places in a shard, from 0, that hold a tag.
local function near_slots(shard, tag)
  local found, from = {}, HEAD + 1
  if #shard < HEAD then
    return found
  end
  local last = HEAD + SLOT * math.min(SLOTS, (struct.unpack('>I4', shard)), math.floor((#shard - HEAD) / SLOT))
  while true do
    local at = string.find(shard, tag, from, true)
    if not at or at > last then
      return found
    end
    local offset = at - HEAD - 1
    if offset % SLOT == 0 then
      found[#found + 1] = offset / SLOT
    end
    from = at + 1
  end
end

local function near_number(shard, slot)
  return (struct.unpack('>I4', shard, HEAD + slot * SLOT + 3))
end

-- A shard, or nil where the key is no string; what was read for a page is kept until something is entered there.
local function near_shard(near, key)
  near.shards = near.shards or {}
  if near.shards[key] == nil then
    near.shards[key] = near_read(key, 0, -1) or false
  end
  return near.shards[key] or nil
end

-- The numbers, not below `from`, of all signatures that share an anchor, each once.
local function near_numbers(near, from)
  local numbers, met = {}, {}
  for _, probe in ipairs(near.probes) do
    local shard = near_shard(near, probe[1])
    for _, slot in ipairs(near_slots(shard or '', probe[2])) do
      local number = near_number(shard, slot)
      if number >= from and not met[number] then
        met[number] = true
        numbers[#numbers + 1] = number
      end
    end
  end
  return numbers
end

-- Whether a signature entered since the look-up is of the same URL, or near enough to have been found. `newest` is the number
-- of the newest one.
local function near_conflict(near, newest)
  if newest == near.as_of then
    return false
  end
  local mine = '\0\0\0\0' .. near.record
  for _, number in ipairs(near_numbers(near, near.as_of + 1)) do
    local record = near_record(near, number)
    if record then
      if string.sub(record, URL, URL + 9) == string.sub(mine, URL, URL + 9) then
        return true
      end
      local equal, filled = 0, 0
      for at = SKETCH, RECORD, 2 do
        local ours, theirs = string.sub(mine, at, at + 1), string.sub(record, at, at + 1)
        if ours ~= '\0\0' or theirs ~= '\0\0' then
          filled = filled + 1
          equal = equal + (ours == theirs and 1 or 0)
        end
      end
      if equal >= near.least * filled and filled > 0 then
        return true
      end
    end
  end
  return false
end

local function near_keep(near, key)
  if redis.call('TTL', key) < near.seconds / 2 then
    redis.call('EXPIRE', key, near.seconds)
  end
end

-- Enters a tag in its shard. `held` signatures may have it; one more takes the place of the newest of them.
local function near_enter(near, key, tag, number, held)
  local shard = near_shard(near, key)
  near.shards[key] = nil
  local slots = near_slots(shard, tag)
  local value = tag .. struct.pack('>I4', number)
  if #slots >= held then
    local newest = slots[1]
    for _, slot in ipairs(slots) do
      if near_number(shard, slot) > near_number(shard, newest) then
        newest = slot
      end
    end
    redis.call('SETRANGE', key, HEAD + newest * SLOT, value)
  else
    local count = #shard < HEAD and 0 or (struct.unpack('>I4', shard))
    local at = HEAD + (count % SLOTS) * SLOT
    local head = struct.pack('>I4', count + 1)
    if at >= #shard then
      local room = math.min(GROW, SLOTS - count)
      redis.call('SET', key, head .. string.sub(shard, HEAD + 1) .. value .. string.rep('\0', (room - 1) * SLOT))
    else
      redis.call('SETRANGE', key, 0, head)
      redis.call('SETRANGE', key, at, value)
    end
  end
  near_keep(near, key)
end

-- Why a signature with this number can't be entered.
local function near_misfit(near, number)
  local key, _, names = near_place(near, number)
  local why = misfit(key, 'string') or (near.name ~= '' and misfit(names, 'hash') or nil)
  for i = 1, why and 0 or near.anchors do
    if not near_shard(near, near.probes[i][1]) then
      return misfit(near.probes[i][1], 'string')
    end
  end
  return why
end

-- Enters a signature: `near.record` without its number, under the first `near.anchors` of `near.probes`; the first of all is
-- the URL, which leads to its newest version alone; `near.name` is the item's id where the record can't hold it. Returns its
-- number. `near_misfit` has been asked before.
local function near_commit(near)
  local number = redis.call('INCR', near.counter)
  local key, at, names, place = near_place(near, number)
  if types[key] == 'none' then
    types[key] = 'string'
    redis.call('SETRANGE', key, math.min(CHUNK, near.most) * RECORD - 1, '\0')
  end
  redis.call('SETRANGE', key, at, struct.pack('>I4', number) .. near.record)
  near_keep(near, key)
  if near.name ~= '' then
    redis.call('HSET', names, place, near.name)
    near_keep(near, names)
  end
  for i = 1, near.anchors do
    near_enter(near, near.probes[i][1], near.probes[i][2], number, i == 1 and 1 or HELD)
  end
  near_keep(near, near.counter)
  near.shards = nil
  return number
end
