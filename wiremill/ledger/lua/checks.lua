-- Checks that the scripts share, made before the first write. Redis does not roll back a script that fails. So a script checks
-- the type of each key that it will touch, and each number that it will add to; then it writes; it deletes data that exists only
-- once last.
--
-- Each check returns a reason, such as 'wm:counts is a string, not a hash', or nil. `refusal` turns it into the script's answer;
-- if it concerns a single page, `finish.lua` returns it as the result for that page.
local types = {}

-- Returns why a key can't be used as a `kind`; a missing key can. Asks the server once per key.
local function misfit(key, kind)
  local is = types[key]
  if not is then
    is = redis.call('TYPE', key).ok
    types[key] = is
  end
  if is ~= kind and is ~= 'none' then
    return key .. ' is a ' .. is .. ', not a ' .. kind
  end
end

-- Returns whether Redis can add to a value without overflow; a missing value counts as 0.
local function addable(value)
  return not value or value == '0' or (#value < 16 and string.find(value, '^%-?[1-9]%d*$') ~= nil)
end

local function unaddable(key, name, value)
  return key .. ' holds ' .. string.gsub(string.sub(value, 1, 40), '[%c\128-\255]', '?') .. ' as ' .. name
    .. ', not a whole number'
end

-- Returns why any of the named fields of a hash can't be added to.
local function uncountable(key, names)
  local why = misfit(key, 'hash')
  for from = 1, why and 0 or #names, 1000 do
    for i, value in ipairs(redis.call('HMGET', key, unpack(names, from, math.min(from + 999, #names)))) do
      if not addable(value) then
        return unaddable(key, names[from + i - 1], value)
      end
    end
  end
  return why
end

-- The same for all fields; also returns them. For callers without the right to HMGET.
local function uncountable_all(key)
  local why = misfit(key, 'hash')
  if why then
    return why
  end
  local fields = redis.call('HGETALL', key)
  for i = 1, #fields, 2 do
    if not addable(fields[i + 1]) then
      return unaddable(key, fields[i], fields[i + 1])
    end
  end
  return nil, fields
end

local function refusal(why)
  return redis.error_reply('WRONGKEY ' .. why .. ': repair it, or RENAME the key out of the way; nothing was changed')
end
