-- finish removes work from the schedule, or postpones it, if it was not
-- claimed again meanwhile.
-- KEYS  1 schedule
--       2 attempts
--       3 the case, where the work is an alert: it stays, due at once, where the
--       case wants it after all, or has more news
-- ARGV  1 member
--       2 attempt of the claim
--       3 new time, ms; '' removes the work
--       4 now, ms, with a case
-- Returns 1 done, 2 it stays, 0 somebody else has it, or nobody.
--!include untold
if redis.call('HGET', KEYS[2], ARGV[1]) ~= ARGV[2] then
  return 0
end
if KEYS[3] and untold(KEYS[3]) then
  redis.call('ZADD', KEYS[1], ARGV[4], ARGV[1])
  return 2
end
if ARGV[3] ~= '' then
  redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
else
  redis.call('ZREM', KEYS[1], ARGV[1])
  redis.call('HDEL', KEYS[2], ARGV[1])
end
return 1
