-- Counts the entries without a lease in each stage's stream. `checks.lua` is prepended.
--
-- KEYS  the stages' streams
-- ARGV  1 group  2 lease in ms  3 '1': count expired leases too (walks the leases)
-- Returns one number per stream.
local numbers = {}
for i, stream in ipairs(KEYS) do
  local why = misfit(stream, 'stream')
  if why then
    return refusal(why)
  end
  local length = redis.call('XLEN', stream)
  local waiting = length
  if length > 0 then
    local ok, summary = pcall(redis.call, 'XPENDING', stream, ARGV[1])
    if ok and not summary.err then
      waiting = length - summary[1]
      if ARGV[3] == '1' and summary[1] > 0 then
        waiting = waiting + #redis.call('XPENDING', stream, ARGV[1], 'IDLE', ARGV[2], '-', '+', 100)
      end
    end
  end
  numbers[i] = waiting
end
return numbers
