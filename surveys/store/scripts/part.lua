-- part makes two customers again of one that was made of two, unless a life or
-- what is known of the merger has changed since it was read.
-- KEYS  1 lives, 2 their version, 3 steps, 4 aliases, 5 how they became others
-- ARGV  1 customer that comes back
--       2 the one that it became
--       3 what is known of the merger, as it was read, 4 as it is now
--       5 life and 6 steps of the second, as they were read
--       7 life and 8 steps of the first, 9 life and 10 steps of the second, as
--       they are now; '' for nothing
--       11 … ids that led to the first before, and do again
-- Returns 1 done, 0 something has changed meanwhile.
local life = redis.call('HGET', KEYS[1], ARGV[2]) or ''
local steps = redis.call('HGET', KEYS[3], ARGV[2]) or ''
if life ~= ARGV[5] or steps ~= ARGV[6] or redis.call('HGET', KEYS[5], ARGV[1]) ~= ARGV[3]
  or redis.call('HGET', KEYS[4], ARGV[1]) ~= ARGV[2] then
  return 0
end
local function put(key, id, text)
  if text == '' then
    redis.call('HDEL', key, id)
  else
    redis.call('HSET', key, id, text)
  end
end
for i = 1, 2 do
  put(KEYS[1], ARGV[i], ARGV[5 + 2 * i])
  put(KEYS[3], ARGV[i], ARGV[6 + 2 * i])
end
redis.call('HDEL', KEYS[4], ARGV[1])
for i = 11, #ARGV do
  if redis.call('HGET', KEYS[4], ARGV[i]) == ARGV[2] then
    redis.call('HSET', KEYS[4], ARGV[i], ARGV[1])
  end
end
redis.call('HSET', KEYS[5], ARGV[1], ARGV[4])
redis.call('INCR', KEYS[2])
return 1
