-- bind_account remembers by which account at a provider a person signs in. One
-- at another issuer is forgotten.
-- KEYS  1 person
--       2 accounts
-- ARGV  1 id of the person
--       2 issuer
--       3 subject
-- Returns 1 done, 0 there is no such person, 2 they have another account at this
-- issuer, or it is somebody else's.
local person = redis.call('HMGET', KEYS[1], 'email', 'issuer', 'subject')
if not person[1] then
  return 0
end
if person[2] == ARGV[2] and person[3] ~= ARGV[3] then
  return 2
end
local account = ARGV[2] .. ' ' .. ARGV[3]
local holder = redis.call('HGET', KEYS[2], account)
if holder and holder ~= ARGV[1] then
  return 2
end
if person[2] then
  redis.call('HDEL', KEYS[2], person[2] .. ' ' .. person[3])
end
redis.call('HSET', KEYS[2], account, ARGV[1])
redis.call('HSET', KEYS[1], 'issuer', ARGV[2], 'subject', ARGV[3])
return 1
