-- burst notes which invitation a client opened, to see one client at many. Of
-- very many the newest are kept: they tell what the client does now.
-- KEYS  1 client
-- ARGV  1 id of the invitation
--       2 now, ms
--       3 how long it is kept after the last, s
--       4 how many are kept
-- Returns ids and times in ms, in turn.
if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) and redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then
  local opened, oldest, at = redis.call('HGETALL', KEYS[1])
  for i = 1, #opened, 2 do
    local time = tonumber(opened[i + 1])
    if not at or time < at then oldest, at = opened[i], time end
  end
  redis.call('HDEL', KEYS[1], oldest)
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return redis.call('HGETALL', KEYS[1])
