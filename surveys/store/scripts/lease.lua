-- lease takes or renews the right to follow the outbox of a shard.
-- KEYS  1 lease of the shard
-- ARGV  1 who asks
--       2 how long it holds, ms
-- Returns 1 when it holds, 0 when somebody else has it.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
