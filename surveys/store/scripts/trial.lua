-- trial moves the mail of a trial from one state to another.
-- KEYS  1 trial
-- ARGV  1 state that it must be in
--       2 new state
--       3 why, may be ''
-- Returns 1 moved, 0 it is in another state, or gone.
if redis.call('HGET', KEYS[1], 'mail') ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'mail', ARGV[2], 'reason', ARGV[3])
return 1
