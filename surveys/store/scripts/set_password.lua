-- set_password replaces the password hash of a person who is there. Their open
-- link to another password ends, and all their sessions but one.
-- KEYS  1 person
--       2 sessions
--       3 link to another password
-- ARGV  1 password hash
--       2 hash of the secret in the link, '' for one who came another way
--       3 id of the session that stays, '' for none
-- Returns 1 done, 0 there is no such person, 2 the link is wrong, spent or over.
if ARGV[2] ~= '' and redis.call('GET', KEYS[3]) ~= ARGV[2] then
  return 2
end
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
redis.call('HSET', KEYS[1], 'hash', ARGV[1])
redis.call('DEL', KEYS[3])
for _, id in ipairs(redis.call('HKEYS', KEYS[2])) do
  if id ~= ARGV[3] then
    redis.call('HDEL', KEYS[2], id)
  end
end
return 1
