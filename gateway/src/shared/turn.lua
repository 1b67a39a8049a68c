-- KEYS: answer, failed, lease. ARGV: whose lease it would be, for how long in ms, what a test adds to the
-- time in ms, for how long an answer is fresh in ms, and since when an answer is new enough in any case.
-- Gives the word, the time in ms, whether there is an answer, and the failure.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[3]
local answer = redis.call('HMGET', KEYS[1], 'at', 'whole_at')
local has = answer[1] and 1 or 0
answer[2] = tonumber(answer[2] or '0')
-- An answer from later than now is from before the clock went back.
if answer[1] and answer[2] <= now + 1000 and (now < answer[2] + ARGV[4] or tonumber(answer[1]) >= tonumber(ARGV[5])) then
  return { 'answered', now, has, false }
end
local failed = redis.call('GET', KEYS[2])
if failed and now < tonumber(string.match(failed, '^%d+') or '0') then
  return { 'failed', now, has, failed }
end
if redis.call('SET', KEYS[3], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return { 'ours', now, has, false }
end
return { 'others', now, has, false }
