-- KEYS: the bucket, which is the instant at which all its tokens would be back. ARGV: tokens a second, as
-- many of which it holds, and what a test adds to the time, in ms.
-- Gives 0 for a token, else the microseconds until there is one.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2] + ARGV[2] * 1000
local interval = 1000000 / ARGV[1]
-- It is never further ahead than a second, unless the clock went back.
local stored = math.min(tonumber(redis.call('GET', KEYS[1]) or '0'), now + 1000000)
local back = math.max(stored, now) + interval
local wait = back - now - 1000000
if wait >= 1 then
  return math.ceil(wait)
end
redis.call('SET', KEYS[1], string.format('%.0f', back), 'PX', 60000)
return 0
