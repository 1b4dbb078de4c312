-- swap changes a field of a hash, unless somebody else has changed it since it
-- was read.
-- KEYS  1 hash
-- ARGV  1 field
--       2 what it held when it was read, '' for nothing
--       3 what it holds from now on, '' for nothing
-- Returns 1 done, 0 it holds something else (nothing was changed).
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then
  return 0
end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
end
return 1
