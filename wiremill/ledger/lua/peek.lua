-- Reads a range of a stream without its large values, such as the body of a page or the data of an item. `checks.lua` is
-- prepended.
--
-- KEYS  1 a stream
-- ARGV  1 the first id  2 the last id  3 maximum entries  4 '1': newest first  5... the fields to return
-- Returns {'1' if the range continues, else '0'; a list of {id, values in the order of the fields (false for a missing one), the
-- names of all other fields, each followed by its value's size in bytes}}.
--
-- Writes nothing. Entries are read one by one, so that only one large value is in memory at a time; reading stops after
-- MOST_BYTES, so that other clients need not wait long.
local why = misfit(KEYS[1], 'stream')
if why then
  return refusal(why)
end
local LAST = '18446744073709551615-18446744073709551615'
local MOST_BYTES = 8 * 1024 * 1024 -- about 5 ms
local first, last, most, backwards = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4] == '1'
local place = {}
for i = 5, #ARGV do
  place[ARGV[i]] = i - 4
end

local peeked, bytes, goes_on = {}, 0, '1'
while #peeked < most and bytes < MOST_BYTES do
  local entry
  if backwards then
    entry = redis.call('XREVRANGE', KEYS[1], last, first, 'COUNT', 1)[1]
  else
    entry = redis.call('XRANGE', KEYS[1], first, last, 'COUNT', 1)[1]
  end
  if not entry then
    goes_on = '0'
    break
  end
  local values, others = {}, {}
  for i = 1, #ARGV - 4 do
    values[i] = false
  end
  for i = 1, #entry[2], 2 do
    local name, value = entry[2][i], entry[2][i + 1]
    bytes = bytes + #value
    if place[name] then
      values[place[name]] = value
    else
      others[#others + 1] = name
      others[#others + 1] = #value
    end
  end
  peeked[#peeked + 1] = {entry[1], values, others}
  if backwards then
    last = '(' .. entry[1]
  elseif entry[1] == LAST then -- no id follows it, and Redis rejects such a range
    break
  else
    first = '(' .. entry[1]
  end
end
return {goes_on, peeked}
