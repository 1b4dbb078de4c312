-- live writes what is known of a customer's life, unless somebody else has
-- changed it since it was read.
-- KEYS  1 lives, 2 their version, 3 steps, 4 what timelines are to say
-- ARGV  1 customer
--       2 life and 3 steps as they were read, '' where there was nothing
--       4 life and 5 steps as they are now
--       6 field and 7 line of what the timeline is to say, '' for nothing
-- Returns 1 done, 0 it has changed meanwhile.
--!include owe
local life = redis.call('HGET', KEYS[1], ARGV[1]) or ''
local steps = redis.call('HGET', KEYS[3], ARGV[1]) or ''
if life ~= ARGV[2] or steps ~= ARGV[3] then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
redis.call('HSET', KEYS[3], ARGV[1], ARGV[5])
redis.call('INCR', KEYS[2])
owe(KEYS[4], ARGV[6], ARGV[7])
return 1
