-- live writes what is known of a customer's life, unless somebody else has
-- changed it since it was read.
-- KEYS  1 lives, 2 their version, 3 steps
-- ARGV  1 customer
--       2 life and 3 steps as they were read, '' where there was nothing
--       4 life and 5 steps as they are now
-- Returns 1 done, 0 it has changed meanwhile.
local life = redis.call('HGET', KEYS[1], ARGV[1]) or ''
local steps = redis.call('HGET', KEYS[3], ARGV[1]) or ''
if life ~= ARGV[2] or steps ~= ARGV[3] then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
redis.call('HSET', KEYS[3], ARGV[1], ARGV[5])
redis.call('INCR', KEYS[2])
return 1
