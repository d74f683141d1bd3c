-- The index of near-duplicates, shared by `near.lua` and `finish.lua`: two kinds of ring in strings of bounded length.
--
-- A shard (`wm:near:<n>`) is a ring of slots, each an anchor's tag (2 bytes) and the number of a signature (4 bytes), after a
-- header of 4 bytes that counts all entries ever made. A chunk (`wm:near:signatures:<n>`) holds CHUNK records; signature `n` is at
-- position `n` modulo `most`, so the newest `most` are kept. A record begins with its number, which identifies slots whose
-- signature has been overwritten. Memory is bounded by construction, whatever the input.
--
-- Look-ups skip keys of the index with an unexpected type or content. Such a key blocks the commit of the page that would be
-- entered there; a bad counter refuses the whole batch.
--
-- `near` is a table: counter, records, names (keys or their prefixes), most, seconds, now, window, probes (list of {key, tag},
-- those to be entered first), and for a commit the fields that `near_commit` names.
local SLOTS, SLOT, HEAD = 252, 6, 4    -- 1,516 bytes per shard fit the allocator's 1,536; longer shards take longer to scan
local GROW = 32                        -- slots that a shard grows by: grown exactly, not doubled
local CHUNK, RECORD = 264, 124         -- 32,736 bytes per chunk fit the allocator's 32,768
local URL, SKETCH = 39, 61             -- positions in a record, from 1, of site and URL and of the sketch
local HELD = 4                         -- maximum signatures per anchor, which limits stock phrases

local function near_place(near, number)
  local place = number % near.most
  local chunk = math.floor(place / CHUNK)
  return near.records .. chunk, (place - chunk * CHUNK) * RECORD, near.names .. chunk, place
end

-- Returns the number of the newest signature, or nil and why it is unknown.
local function near_newest(near)
  local value = redis.pcall('GET', near.counter)
  if type(value) == 'table' then
    return nil, misfit(near.counter, 'string') or value.err
  elseif not addable(value) then
    return nil, unaddable(near.counter, 'the newest signature', value)
  end
  return tonumber(value or '0')
end

-- Returns a range of a string, or nil if the key is not a string.
local function near_read(key, first, last)
  local value = redis.pcall('GETRANGE', key, first, last)
  return type(value) == 'string' and value or nil
end

-- Returns the record of a signature, or nil if it has been overwritten or is older than the window.
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

-- Returns the slots of a shard, from 0, that hold a tag.
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

-- Returns a shard, or nil if the key is not a string. Cached per page until an entry is made there.
local function near_shard(near, key)
  near.shards = near.shards or {}
  if near.shards[key] == nil then
    near.shards[key] = near_read(key, 0, -1) or false
  end
  return near.shards[key] or nil
end

-- Returns the distinct numbers, from `from` on, of all signatures that share an anchor.
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

-- Returns whether a signature entered since the look-up has the same URL, or is near enough that it would have been found.
-- `newest` is the number of the newest signature.
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

-- Enters a tag in its shard. Up to `held` signatures may have it; a further one replaces the newest of them.
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

-- Returns why a signature with this number can't be entered, or nil.
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

-- Enters a signature under the first `near.anchors` of `near.probes`; the first is the URL, which leads only to its newest
-- version. `near.record` is the record without its number; `near.name` is the item's id if the record can't hold it. Returns the
-- signature's number. The caller has checked `near_misfit`.
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
