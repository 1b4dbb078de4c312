-- merge makes one life of two customers' and lets the id of the one lead to
-- the other from now on, unless either life has changed since it was read. Ids
-- that led to the one lead to the other, too.
-- KEYS  1 lives, 2 their version, 3 steps, 4 aliases, 5 how they became others,
--       6 mergers to be ended
-- ARGV  1 customer that is given up
--       2 the one that it becomes
--       3 life and 4 steps of the first, 5 life and 6 steps of the second, as
--       they were read
--       7 life and 8 steps of both together
--       9 what is kept of the merger, so that it can be undone
-- Returns 1 done, 0 a life has changed meanwhile.
for i = 1, 2 do
  local life = redis.call('HGET', KEYS[1], ARGV[i]) or ''
  local steps = redis.call('HGET', KEYS[3], ARGV[i]) or ''
  if life ~= ARGV[1 + 2 * i] or steps ~= ARGV[2 + 2 * i] then
    return 0
  end
end
local all = redis.call('HGETALL', KEYS[4])
for i = 1, #all, 2 do
  if all[i + 1] == ARGV[1] then
    redis.call('HSET', KEYS[4], all[i], ARGV[2])
  end
end
redis.call('HDEL', KEYS[4], ARGV[2])
redis.call('HSET', KEYS[4], ARGV[1], ARGV[2])
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
redis.call('HSET', KEYS[1], ARGV[2], ARGV[7])
redis.call('HSET', KEYS[3], ARGV[2], ARGV[8])
redis.call('HSET', KEYS[5], ARGV[1], ARGV[9])
redis.call('HSET', KEYS[6], ARGV[1], ARGV[2])
redis.call('INCR', KEYS[2])
return 1
