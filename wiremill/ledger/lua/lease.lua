-- Leases a batch of a stage's stream to a consumer. `checks.lua` stands before it.
--
-- KEYS  1 the stage's stream  2 counts  3 open
-- ARGV  1 group  2 consumer  3 pages at most  4 bytes after which no more are taken  5 lease in ms  6 attempts allowed
--       7 '1': look for expired leases too  8 prefix of the page records, '' for the intake
--       9 bytes of a value that are handed out at most, of the intake  10 pages in flight at which parse takes no more
--       11... the fields of the record that the stage wants; none: all. An entry that has more fields than `page` is a
--       record itself, of a page that has been published
-- Returns a list of {entry id, attempt, page, payload}: for the intake `page` is the entry id and `payload` its flat
-- fields; elsewhere `payload` is the record's values (a flat list of all where none was named), false where it is gone. Of a
-- record that is no hash, or lacks fields, there are fewer values: reading it fails, for this page alone.
--
-- Invariants: an entry whose lease expired is handed out alone, and so is one that this consumer holds without knowing
-- (the answer was lost, or could not be taken in), each time as a new attempt: one that kills or chokes its process takes
-- no other along. One with no attempt left is handed out with a higher attempt number and its values cut short, to be
-- ended. `accepted` grows once an entry, when it is first delivered.
local stream, group, consumer = KEYS[1], ARGV[1], ARGV[2]
local most, most_bytes, lease, attempts = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local prefix, longest = ARGV[8], tonumber(ARGV[9])
local SHORT = 200000 -- bytes: whatever names a page fits
local bytes = 0

-- One byte more than allowed is enough to see that a value is too large.
local function cut(values, length)
  for i, value in ipairs(values) do
    if value and #value > length then
      values[i] = string.sub(value, 1, length + 1)
    end
    bytes = bytes + (value and #value or 0)
  end
  return values
end

-- The values of a page's record, nil where there is no record.
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

-- Takes over the first of some pending entries that is still there.
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
