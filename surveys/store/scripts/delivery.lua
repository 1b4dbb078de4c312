-- delivery moves a delivery on: after a try, or because a person sends it again.
-- The schedule goes with it: it is due if and only if it waits.
-- KEYS  1 delivery
--       2 schedule
--       3 attempts
-- ARGV  1 member of the schedule
--       2 new state: waiting, done or failed
--       3 when it is tried next, ms; '' where it is not
--       4 the try in JSON, '' for none
--       5 number of tries that were made before, as the caller knows them; ''
--         whatever they are
--       6 how long it is kept from now on, s
-- Returns 1 moved, 0 it is gone, or was tried by somebody else meanwhile.
local v = redis.call('HMGET', KEYS[1], 'state', 'count', 'tries')
if not v[1] or (ARGV[5] ~= '' and (v[2] or '0') ~= ARGV[5]) then
  return 0
end
redis.call('HSET', KEYS[1], 'state', ARGV[2], 'next', ARGV[3])
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[1], 'tries', (v[3] and v[3] .. '\n' or '') .. ARGV[4])
  redis.call('HINCRBY', KEYS[1], 'count', 1)
end
redis.call('EXPIRE', KEYS[1], ARGV[6])
redis.call('HDEL', KEYS[3], ARGV[1])
if ARGV[3] ~= '' then
  redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
else
  redis.call('ZREM', KEYS[2], ARGV[1])
end
return 1
