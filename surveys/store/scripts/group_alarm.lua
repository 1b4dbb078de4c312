-- group_alarm keeps an alarm for the next mail about declines, once.
-- KEYS  1 alarms that wait
--       2 alarms that are being told
--       3 alarms that were told
--       4 schedule
-- ARGV  1 id of the alarm
--       2 now, ms
--       3 member of the schedule
--       4 when the mail goes out, ms
-- Returns 1 kept, 0 it was kept before.
for i = 1, 3 do
  if redis.call('ZSCORE', KEYS[i], ARGV[1]) then
    return 0
  end
end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('ZADD', KEYS[4], 'NX', ARGV[4], ARGV[3])
return 1
