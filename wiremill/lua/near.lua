-- Looks pages up in the index of near-duplicates; writes nothing. `checks.lua` and `nearness.lua` stand before it.
--
-- KEYS  1 the counter of signatures; all other keys stand in the tables and share its slot
-- ARGV  1 msgpack: a list of `near` tables
-- Returns a list for each: the number of the newest signature, then for each candidate within the window {its record, its item's
-- id where the record has none, the same two of the cluster's first member where that is still held, else ''}.
--
-- Invariant: what is found was committed together with its page's outcome, so a page never finds itself.
local function with_name(near, record)
  if not record then
    return '', ''
  end
  if string.byte(record, 38) == 0 then
    return record, ''
  end
  local _, _, names, place = near_place(near, (struct.unpack('>I4', record)))
  local name = redis.pcall('HGET', names, place)
  if type(name) == 'table' then -- a key of another kind: who it was can't be told
    return '', ''
  end
  return record, name or ''
end

local answers = {}
for i, near in ipairs(cmsgpack.unpack(ARGV[1])) do
  local answer = {near_newest(near) or 0} -- where it can't be told, `finish.lua` says so, and nothing is lost
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
