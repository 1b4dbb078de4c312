-- put_some keeps a field of a hash, unless it is new and there are as many as
-- there may be.
-- KEYS  1 hash
-- ARGV  1 field, 2 value
--       3 how many there may be
-- Returns 1 kept, 0 there are too many (nothing was changed).
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
