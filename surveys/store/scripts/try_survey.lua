-- try_survey notes the mail of a trial and makes it due at once. A repeat
-- changes nothing.
-- KEYS  1 trial
--       2 schedule
-- ARGV  1 now, ms
--       2 member of the schedule
--       3 how long the trial is kept, ms
--       4 ... fields and values of the trial
-- Returns 1 noted, 0 it is there already.
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
redis.call('HSET', KEYS[1], 'at', ARGV[1], unpack(ARGV, 4))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('ZADD', KEYS[2], ARGV[1], ARGV[2])
return 1
