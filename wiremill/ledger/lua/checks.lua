-- What the scripts share: what is checked before the first write. Redis keeps what a script wrote before it failed; so a
-- script looks at the type of each key that it will touch, and at each number that it will add to, then writes, and takes
-- away last what there is only once.
--
-- Each check returns why not, as 'wm:counts is a string, not a hash', or nil. `refusal` makes that the script's answer; where
-- it concerns one page alone, `finish.lua` makes it the word for that page.
local types = {}

-- Why a key can't be used as a `kind`; one that is not there can. The server is asked once for each key.
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

-- Whether Redis can add to a value, and the sum stays one; what is not there counts as 0.
local function addable(value)
  return not value or value == '0' or (#value < 16 and string.find(value, '^%-?[1-9]%d*$') ~= nil)
end

local function unaddable(key, name, value)
  return key .. ' holds ' .. string.gsub(string.sub(value, 1, 40), '[%c\128-\255]', '?') .. ' as ' .. name
    .. ', not a whole number'
end

-- Why some fields of a hash can't be added to.
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

-- The same of all fields, and what they hold: for callers that may not ask for some.
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
  return redis.error_reply('WRONGKEY ' .. why .. ': mend it, or RENAME the key out of the way; nothing was changed')
end
