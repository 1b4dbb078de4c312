-- burst notes which invitation a client opened, to see one client at many.
-- KEYS  1 client
-- ARGV  1 id of the invitation
--       2 now, ms
--       3 how long it is kept after the last, s
--       4 how many are kept
-- Returns ids and times in ms, in turn.
if redis.call('HLEN', KEYS[1]) < tonumber(ARGV[4]) or redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  redis.call('EXPIRE', KEYS[1], ARGV[3])
end
return redis.call('HGETALL', KEYS[1])
