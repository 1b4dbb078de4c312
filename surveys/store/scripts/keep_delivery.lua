-- keep_delivery keeps one event for one webhook and puts it on the schedule:
-- nothing where it was kept before.
-- KEYS  1 delivery
--       2 log of the webhook
--       3 schedule
-- ARGV  1 id of the delivery
--       2 member of the schedule
--       3 now, ms
--       4 how long it is kept, s
--       5 how many the log holds
--       6 ... fields and values of the delivery
-- Returns 1 kept, 0 there was one already.
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
redis.call('HSET', KEYS[1], unpack(ARGV, 6))
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -tonumber(ARGV[5]) - 1)
redis.call('EXPIRE', KEYS[2], ARGV[4])
redis.call('ZADD', KEYS[3], ARGV[3], ARGV[2])
return 1
