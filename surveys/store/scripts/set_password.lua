-- set_password replaces the password hash of a person who is there.
-- KEYS  1 person
-- ARGV  1 password hash
-- Returns 1 done, 0 there is no such person.
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
redis.call('HSET', KEYS[1], 'hash', ARGV[1])
return 1
