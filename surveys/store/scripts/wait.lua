-- wait puts a claimed mail back, because it must not leave at this hour: the
-- claim counts as none.
-- KEYS  1 schedule
--       2 attempts
--       3 invitation
-- ARGV  1 id of the invitation
--       2 number of the claim
--       3 when the mail is due, ms
--       4 reason
-- Returns 1 it waits, 0 somebody else has the mail by now.
local v = redis.call('HMGET', KEYS[3], 'm', 'n')
if v[1] ~= 'c' or v[2] ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[3], 'm', 'w', 'd', math.floor(tonumber(ARGV[3]) / 1000), 'e', ARGV[4])
local member = 'mail:' .. ARGV[1]
if redis.call('HINCRBY', KEYS[3], 'n', -1) <= 0 then
  redis.call('HDEL', KEYS[3], 'n')
end
if redis.call('HINCRBY', KEYS[2], member, -1) <= 0 then
  redis.call('HDEL', KEYS[2], member)
end
redis.call('ZADD', KEYS[1], ARGV[3], member)
return 1
