-- Checks that `finish.lua` makes once per batch before it writes: the keys that its pages share, and the counts that will grow.
-- `checks.lua` and `nearness.lua` are prepended. Each key is checked once, whatever the number of pages.
--
-- Returns why the batch can't be finished, or nil; then the number of the newest signature if one will be entered, and whether
-- any page to be handed on already has a record.
local function batch_misfit(entries)
  local stage = ARGV[3]
  local streams, records, counts, counted = {KEYS[1]}, {}, {}, {}
  local ends, newest, why = false, nil, nil
  local function number(name)
    counts[#counts + 1] = not counted[name] and name or nil
    counted[name] = true
  end
  for _, entry in ipairs(entries) do
    if entry.kind == 'hand_on' then
      records[#records + 1] = ARGV[4] .. entry.page
      for _, branch in ipairs(entry.branches) do
        streams[#streams + 1] = ARGV[5] .. branch
      end
    elseif entry.kind == 'result' then
      streams[#streams + 1] = ARGV[5] .. 'publish'
    elseif entry.kind == 'extend' then
      number('side:' .. stage .. ':done')
    elseif entry.kind == 'end' or entry.kind == 'dead' then
      ends = true
      local outcome = entry.outcome or 'dead'
      number(outcome)
      number(outcome .. ':' .. entry.reason)
      if entry.kind == 'dead' then
        streams[#streams + 1] = KEYS[4]
        number('side:' .. stage .. ':dead')
      end
      for _, route in ipairs(entry.routes or {}) do
        number('route:' .. route)
      end
      for _, side in ipairs(entry.sides or {}) do
        number('side:' .. side .. ':handed')
        number('side:' .. side .. ':skipped')
      end
      if entry.near and not newest and not why then
        newest, why = near_newest(entry.near)
      end
    end
  end
  streams[#streams + 1] = ends and KEYS[5] or nil
  for _, key in ipairs(streams) do
    why = why or misfit(key, 'stream')
  end
  if ends or #records > 0 then
    why = why or misfit(KEYS[2], 'zset')
  end
  if #counts > 0 then
    why = why or uncountable(KEYS[3], counts)
  end
  local there = 0
  for from = 1, #records, 1000 do
    there = there + redis.call('EXISTS', unpack(records, from, math.min(from + 999, #records)))
  end
  return why, newest, there > 0
end
