-- end_alarms notes that the alarms of a mail were told, and makes room for the
-- next; what came in meanwhile goes on the schedule.
-- KEYS  1 alarms that wait
--       2 alarms that are being told
--       3 alarms that were told
--       4 mails about them
--       5 schedule
--       6 attempts of the schedule
-- ARGV  1 now, ms
--       2 member of the schedule
--       3 when the next mail goes out, ms
--       4 how many told ones are remembered
-- Returns how many were told.
local told = redis.call('ZRANGE', KEYS[2], 0, -1)
for _, id in ipairs(told) do
  redis.call('ZADD', KEYS[3], ARGV[1], id)
end
redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -tonumber(ARGV[4]) - 1)
redis.call('DEL', KEYS[2], KEYS[4])
redis.call('HDEL', KEYS[6], ARGV[2])
if redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('ZADD', KEYS[5], ARGV[3], ARGV[2])
else
  redis.call('ZREM', KEYS[5], ARGV[2])
end
return #told
