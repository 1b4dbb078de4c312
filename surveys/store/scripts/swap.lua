-- swap changes a field of a hash, unless somebody else has changed it since it
-- was read.
-- KEYS  1 hash
--       2 what timelines are to say, only with ARGV 4
-- ARGV  1 field
--       2 what it held when it was read, '' for nothing
--       3 what it holds from now on, '' for nothing
--       4 field and 5 line of what a timeline is to say, may be left out
-- Returns 1 done, 0 it holds something else (nothing was changed).
--!include owe
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then
  return 0
end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
end
owe(KEYS[2], ARGV[4], ARGV[5])
return 1
