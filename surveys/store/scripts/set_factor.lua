-- set_factor turns the second factor of a person on, with new recovery codes,
-- or off.
-- KEYS  1 person
--       2 recovery codes
-- ARGV  1 secret that codes are made with; '' turns it off
--       2 step of the code that proved it, which works no more
--       3 ... hashes of the recovery codes
-- Returns 1 done, 0 there is no such person, 2 it is on already, or off already.
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
local on = redis.call('HEXISTS', KEYS[1], 'totp') == 1
if on == (ARGV[1] ~= '') then
  return 2
end
redis.call('DEL', KEYS[2])
if ARGV[1] == '' then
  redis.call('HDEL', KEYS[1], 'totp', 'step')
  return 1
end
redis.call('HSET', KEYS[1], 'totp', ARGV[1], 'step', ARGV[2])
redis.call('SADD', KEYS[2], unpack(ARGV, 3))
return 1
