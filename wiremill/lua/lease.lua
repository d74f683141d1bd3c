-- Leases a batch of a stage's stream to a consumer.
--
-- KEYS  1 the stage's stream  2 counts
-- ARGV  1 group  2 consumer  3 pages at most  4 lease in ms  5 attempts allowed  6 '1': look for expired leases too
--       7 prefix of the page records, '' for the intake  8 '1': count new entries as accepted
--       9... the fields of the record that the stage wants; none: all
-- Returns a list of {entry id, attempt, page, payload}: for the intake `page` is the entry id and `payload` its flat
-- fields; elsewhere `payload` is the record's values (a flat list of all where none was named), false where it is gone.
--
-- Invariants: an entry whose lease expired is handed out alone, so that one that kills its process takes no other along;
-- an entry with no attempt left is handed out with a higher attempt number, to be ended; an entry that this consumer
-- holds already (the answer was lost) comes first. `accepted` grows once an entry, when it is first delivered.
local stream, group, consumer = KEYS[1], ARGV[1], ARGV[2]
local most, lease, attempts = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local prefix = ARGV[7]

local function payload(entry, attempt)
  local id, fields = entry[1], entry[2]
  if prefix == '' then
    return {id, attempt, id, fields}
  end
  local page = fields[2]
  if #ARGV > 8 then
    local values = redis.call('HMGET', prefix .. page, unpack(ARGV, 9))
    return {id, attempt, page, values[1] and values}
  end
  local record = redis.call('HGETALL', prefix .. page)
  return {id, attempt, page, #record > 0 and record}
end

local function read(id)
  return redis.call('XRANGE', stream, id, id)[1]
end

-- What this consumer holds without knowing: the answer to an earlier call was lost.
local leased = {}
local ok, held = pcall(redis.call, 'XPENDING', stream, group, '-', '+', most, consumer)
if not ok or held.err then
  redis.call('XGROUP', 'CREATE', stream, group, '0', 'MKSTREAM')
  held = {}
end
for _, row in ipairs(held) do
  local entry = read(row[1])
  if entry then
    leased[#leased + 1] = payload(entry, row[4])
  else
    redis.call('XACK', stream, group, row[1])
  end
end
if #leased > 0 then
  return leased
end

if ARGV[6] == '1' then
  for _, row in ipairs(redis.call('XPENDING', stream, group, 'IDLE', lease, '-', '+', 16)) do
    local id, tried = row[1], row[4]
    local entry = read(id)
    if not entry then
      redis.call('XACK', stream, group, id)
    elseif tried >= attempts then
      redis.call('XCLAIM', stream, group, consumer, 0, id, 'JUSTID')
      return {payload(entry, tried + 1)}
    else
      redis.call('XCLAIM', stream, group, consumer, 0, id)
      return {payload(entry, tried + 1)}
    end
  end
end

local answer = redis.call('XREADGROUP', 'GROUP', group, consumer, 'COUNT', most, 'STREAMS', stream, '>')
if answer then
  local entries = answer[1][2]
  if ARGV[8] == '1' then
    redis.call('HINCRBY', KEYS[2], 'accepted', #entries)
  end
  for i, entry in ipairs(entries) do
    leased[i] = payload(entry, 1)
  end
end
return leased
