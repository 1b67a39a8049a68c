-- KEYS: the value. ARGV: what was read ("" for nothing), what takes its place, and for how long, in ms.
-- Gives nothing when it was written, else what is there instead.
local present = redis.call('GET', KEYS[1]) or ''
if present ~= ARGV[1] then
  return present
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return false
