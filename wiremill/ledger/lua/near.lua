-- Looks pages up in the index of near-duplicates; writes nothing. `checks.lua` and `nearness.lua` are prepended.
--
-- KEYS  1 the counter of signatures; the tables contain all other keys, which share its hash slot
-- ARGV  1 msgpack: a list of `near` tables
-- Returns a list for each table: first the number of the newest signature, or why the index can't be used; then, for each
-- candidate within the window, {its record, its item's id if the record lacks it, the same two for the cluster's first member if
-- that is still held, else ''}.
--
-- Invariant: signatures are committed together with their page's outcome, so a page never finds itself.
local function with_name(near, record)
  if not record then
    return '', ''
  end
  if string.byte(record, 38) == 0 then
    return record, ''
  end
  local _, _, names, place = near_place(near, (struct.unpack('>I4', record)))
  local name = redis.pcall('HGET', names, place)
  if type(name) == 'table' then -- a key of another type: the item is unknown
    return '', ''
  end
  return record, name or ''
end

local answers = {}
for i, near in ipairs(cmsgpack.unpack(ARGV[1])) do
  -- If the page could not be entered because of a corrupt key, publish does not use the index at all.
  local newest, why = near_newest(near)
  if newest then
    local records, _, names = near_place(near, newest + 1)
    why = misfit(records, 'string') or misfit(names, 'hash')
  end
  for n = 1, why and 0 or #near.probes do
    why = why or not near_shard(near, near.probes[n][1]) and misfit(near.probes[n][1], 'string') or nil
  end
  local answer = {newest or 0}
  if why then
    answer[1] = why
  end
  for _, number in ipairs(near_numbers(near, 1)) do
    local record, name = with_name(near, near_record(near, number))
    if record ~= '' then
      local first = (struct.unpack('>I4', record, 9))
      local first_record, first_name = with_name(near, first > 0 and near_record(near, first) or nil)
      answer[#answer + 1] = {record, name, first_record, first_name}
    end
  end
  answers[i] = answer
end
return answers
