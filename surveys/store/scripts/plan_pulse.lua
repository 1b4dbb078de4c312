-- plan_pulse puts the next round of a survey's pulse on the schedule, unless it
-- is there already with the same distance between rounds.
-- KEYS  1 pulse
--       2 schedule
-- ARGV  1 member of the schedule
--       2 number of the round, 3 how far it has come: as they were read, '' for
--       nothing
--       4 Monday of the week that it asks in, a day
--       5 weeks from one round to the next
--       6 when the work begins, ms
-- Returns 1 planned, 0 it is planned or under way.
local v = redis.call('HMGET', KEYS[1], 'round', 'at', 'weeks')
if (v[1] or '') ~= ARGV[2] or (v[2] or '') ~= ARGV[3] then
  return 0
end
if v[3] == ARGV[5] and redis.call('ZSCORE', KEYS[2], ARGV[1]) then
  return 0
end
redis.call('HSETNX', KEYS[1], 'round', 1)
redis.call('HSET', KEYS[1], 'monday', ARGV[4], 'weeks', ARGV[5])
redis.call('ZADD', KEYS[2], ARGV[6], ARGV[1])
return 1
