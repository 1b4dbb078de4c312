-- remove_user takes a person off the team and ends their sessions and links.
-- What they were called is kept, because what they did is.
-- KEYS  1 person
--       2 team
--       3 sessions
--       4 link to another password
--       5 recovery codes
--       6 who has left
--       7 accounts at providers
--       8 ... everybody else on the team
-- ARGV  1 id of the person
-- Returns 1 done, 0 there is no such person, 2 nobody else is an admin, 3 the
-- team has changed: read it again.
--!include last_admin
local person = redis.call('HMGET', KEYS[1], 'email', 'name', 'role', 'issuer', 'subject')
if not person[1] then
  return 0
end
local last = last_admin(KEYS[2], ARGV[1], 8)
if last == 3 then
  return 3
end
if last == 1 and person[3] == 'admin' then
  return 2
end
local called = person[2]
if not called or called == '' then
  called = person[1]
end
redis.call('HSET', KEYS[6], ARGV[1], called)
redis.call('SREM', KEYS[2], ARGV[1])
if person[4] then
  redis.call('HDEL', KEYS[7], person[4] .. ' ' .. person[5])
end
redis.call('DEL', KEYS[1], KEYS[3], KEYS[4], KEYS[5])
return 1
