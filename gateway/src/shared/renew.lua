-- KEYS: the lease. ARGV: whose it is, and for how long, in ms.
local holder = redis.call('GET', KEYS[1])
if not holder or holder == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
return redis.status_reply('OK')
