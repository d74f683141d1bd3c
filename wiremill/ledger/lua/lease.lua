-- Leases a batch of a stage's stream to a consumer. `checks.lua` is prepended.
--
-- KEYS  1 the stage's stream  2 counts  3 open
-- ARGV  1 group  2 consumer  3 maximum pages  4 bytes after which no more are leased  5 lease in ms  6 maximum attempts
--       7 '1': include expired leases  8 prefix of the page records, '' for the intake
--       9 maximum bytes of a value, for the intake  10 pages in flight at which parse leases no more
--       11... the fields of the record that the stage needs; none: all. An entry with more fields than `page` is itself the
--       record, of a page that has been published
-- Returns a list of {entry id, attempt, page, payload}: for the intake, `page` is the entry id and `payload` its flat fields;
-- for other stages, `payload` is the record's values (a flat list of all fields if none was named), or false if the record is
-- gone. A record that is not a hash, or lacks fields, yields fewer values: then reading fails for this page alone.
--
-- Invariants: an entry with an expired lease is leased alone, as a new attempt, and so is one that this consumer holds without
-- knowing it (the answer was lost, or could not be decoded); so an entry that kills or blocks its process affects no other. An
-- entry without attempts left is leased with a higher attempt number and truncated values, to be ended. `accepted` grows once per
-- entry, at its first delivery.
local stream, group, consumer = KEYS[1], ARGV[1], ARGV[2]
local most, most_bytes, lease, attempts = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local prefix, longest = ARGV[8], tonumber(ARGV[9])
local SHORT = 200000 -- bytes: enough for the fields that identify a page
local bytes = 0

-- One byte more than allowed is enough to show that a value is too large.
local function cut(values, length)
  for i, value in ipairs(values) do
    if value and #value > length then
      values[i] = string.sub(value, 1, length + 1)
    end
    bytes = bytes + (value and #value or 0)
  end
  return values
end

-- Returns the values of a page's record, or nil if there is no record.
local function recorded(key)
  local values
  if #ARGV > 10 then
    values = redis.pcall('HMGET', key, unpack(ARGV, 11))
    if not values.err and not values[1] and redis.call('EXISTS', key) == 0 then
      return nil
    end
  else
    values = redis.pcall('HGETALL', key)
    if #values == 0 and not values.err then
      return nil
    end
  end
  if not values.err then
    return values
  end
  local none = {}
  for i = 11, #ARGV do
    none[i - 10] = false
  end
  return #none > 0 and none or {'', ''}
end

local function payload(entry, attempt)
  local id, fields = entry[1], entry[2]
  if prefix == '' then
    return {id, attempt, id, cut(fields, attempt > attempts and SHORT or longest)}
  end
  local page = fields[2]
  local values
  if #fields > 2 then
    local own = {}
    for i = 1, #fields, 2 do
      own[fields[i]] = fields[i + 1]
    end
    values = {}
    for i = 11, #ARGV do
      values[i - 10] = own[ARGV[i]] or false
    end
  else
    values = recorded(prefix .. page)
    if not values then
      return {id, attempt, page, false}
    end
  end
  return {id, attempt, page, cut(values, attempt > attempts and SHORT or math.huge)}
end

-- Takes over the first of the pending entries that still exists.
local function take(rows)
  for _, row in ipairs(rows) do
    local id, tried = row[1], row[4]
    local entry = redis.call('XRANGE', stream, id, id)[1]
    if not entry then
      redis.call('XACK', stream, group, id)
    else
      redis.call('XCLAIM', stream, group, consumer, 0, id)
      return {payload(entry, tried + 1)}
    end
  end
end

local held = redis.pcall('XPENDING', stream, group, '-', '+', 16, consumer)
local why = held.err and misfit(stream, 'stream')
if prefix == '' then
  why = why or uncountable(KEYS[2], {'accepted'}) or misfit(KEYS[3], 'zset')
end
if why then
  return refusal(why)
end
if held.err then -- no such group
  redis.call('XGROUP', 'CREATE', stream, group, '0', 'MKSTREAM')
  held = {}
end
local again = take(held)
if not again and ARGV[7] == '1' then
  again = take(redis.call('XPENDING', stream, group, 'IDLE', lease, '-', '+', 16))
end
if again then
  return again
end

local leased = {}
if prefix == '' and redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[10]) then
  return leased
end
while #leased < most and bytes < most_bytes do
  local count = math.min(8, most - #leased)
  local answer = redis.call('XREADGROUP', 'GROUP', group, consumer, 'COUNT', count, 'STREAMS', stream, '>')
  if not answer then
    break
  end
  for _, entry in ipairs(answer[1][2]) do
    leased[#leased + 1] = payload(entry, 1)
  end
  if #answer[1][2] < count then
    break
  end
end
if prefix == '' and #leased > 0 then
  redis.call('HINCRBY', KEYS[2], 'accepted', #leased)
end
return leased
