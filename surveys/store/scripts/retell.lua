-- retell writes a text in the place of another, unless somebody else has changed
-- it since it was read.
-- KEYS  1 string
-- ARGV  1 what it held when it was read
--       2 what it holds from now on
-- Returns 1 done, 0 it holds something else (nothing was changed).
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2])
return 1
