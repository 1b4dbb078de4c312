-- give_back undoes a try that turned out to be right: where the wait grows, it
-- forgets all of them.
-- KEYS  1 tries of somebody
-- ARGV  1 1: the wait grows, 0: it does not
-- Returns 1 done, 0 there was nothing left of it.
local n = tonumber(redis.call('HGET', KEYS[1], 'n') or 0)
if ARGV[1] == '1' or n <= 1 then
  return redis.call('DEL', KEYS[1])
end
redis.call('HSET', KEYS[1], 'n', string.format('%.4f', n - 1))
return 1
