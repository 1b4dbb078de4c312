-- advance_due makes due earlier what waits for an exact time.
-- KEYS  1 schedule
-- ARGV  1 the time that it waits for, ms
--       2 new time, ms
--       3 how much at most
-- Returns how much was moved.
local found = redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], ARGV[1], 'LIMIT', 0, ARGV[3])
for _, member in ipairs(found) do
  redis.call('ZADD', KEYS[1], ARGV[2], member)
end
return #found
