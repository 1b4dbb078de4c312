-- finish removes work from the schedule, or postpones it, if it was not
-- claimed again meanwhile.
-- KEYS  1 schedule
--       2 attempts
-- ARGV  1 member
--       2 attempt of the claim
--       3 new time, ms; '' removes the work
-- Returns 1 done, 0 somebody else has it, or nobody.
if redis.call('HGET', KEYS[2], ARGV[1]) ~= ARGV[2] then
  return 0
end
if ARGV[3] ~= '' then
  redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
else
  redis.call('ZREM', KEYS[1], ARGV[1])
  redis.call('HDEL', KEYS[2], ARGV[1])
end
return 1
