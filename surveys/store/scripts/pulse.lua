-- pulse notes how far a round has come and postpones the work, unless somebody
-- else has claimed it since.
-- KEYS  1 pulse
--       2 schedule
--       3 attempts
-- ARGV  1 member of the schedule
--       2 attempt of the claim
--       3 number of the round
--       4 Monday of its week, a day
--       5 weeks from one round to the next
--       6 how far it has come, '' for not at all
--       7 when the work goes on, ms
-- Returns 1 noted, 0 somebody else has the work, or nobody.
if redis.call('HGET', KEYS[3], ARGV[1]) ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], 'round', ARGV[3], 'monday', ARGV[4], 'weeks', ARGV[5], 'at', ARGV[6])
redis.call('ZADD', KEYS[2], ARGV[7], ARGV[1])
return 1
