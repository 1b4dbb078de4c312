-- take_place makes a person of the team out of a place that waits for them,
-- and spends its link in the same step.
-- KEYS  1 place
--       2 places
--       3 person
--       4 team
--       5 who has left
-- ARGV  1 id of the person
--       2 hash of the secret in the link, '' where a provider vouches for the address
--       3 now, s
--       4 ... fields and values of the person's hash, beside those of the place
-- Returns 1 done, 0 they are on the team already, 2 the link is wrong, spent or over.
local place = redis.call('HMGET', KEYS[1], 'secret', 'until', 'email', 'role', 'money')
if not place[1] or tonumber(place[2]) <= tonumber(ARGV[3]) then
  return 2
end
if ARGV[2] ~= '' and place[1] ~= ARGV[2] then
  return 2
end
if redis.call('EXISTS', KEYS[3]) == 1 then
  return 0
end
redis.call('HSET', KEYS[3], 'email', place[3], 'role', place[4], 'money', place[5], unpack(ARGV, 4))
redis.call('SADD', KEYS[4], ARGV[1])
redis.call('DEL', KEYS[1])
redis.call('SREM', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[5], ARGV[1])
return 1
