-- post notes a mail to somebody on the team and makes it due at once. A repeat
-- changes nothing.
-- KEYS  1 post
--       2 schedule
-- ARGV  1 1: write it; 0: only do the looking, for one who is not there
--       2 now, ms
--       3 member of the schedule
--       4 how long the post is kept, ms
--       5 ... fields and values of the post
-- Returns 1 noted, 0 not.
if redis.call('EXISTS', KEYS[1]) == 1 or ARGV[1] ~= '1' then
  return 0
end
redis.call('HSET', KEYS[1], 'at', ARGV[2], unpack(ARGV, 5))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[3])
return 1
