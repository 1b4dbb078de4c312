-- postpone gives claimed work back to the schedule as if it had not been
-- claimed, where it was not claimed again meanwhile.
-- KEYS  1 schedule
--       2 attempts
-- ARGV  1 new time, ms
--       2 ... member and attempt of the claim
-- Returns how much was put back.
local moved = 0
for i = 2, #ARGV, 2 do
  if redis.call('HGET', KEYS[2], ARGV[i]) == ARGV[i + 1] then
    redis.call('ZADD', KEYS[1], ARGV[1], ARGV[i])
    redis.call('HINCRBY', KEYS[2], ARGV[i], -1)
    moved = moved + 1
  end
end
return moved
