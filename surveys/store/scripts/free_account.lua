-- free_account forgets by which account at a provider a person signs in.
-- KEYS  1 person
--       2 accounts
-- Returns 1 done, 0 there is no such person.
local person = redis.call('HMGET', KEYS[1], 'email', 'issuer', 'subject')
if not person[1] then
  return 0
end
if person[2] then
  redis.call('HDEL', KEYS[2], person[2] .. ' ' .. person[3])
  redis.call('HDEL', KEYS[1], 'issuer', 'subject')
end
return 1
