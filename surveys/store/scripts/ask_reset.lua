-- ask_reset opens a link to another password, instead of one before, for a
-- person who has one.
-- KEYS  1 person
--       2 link
-- ARGV  1 hash of the secret in the link
--       2 how long it works, ms
--       3 1: also for a person who has no password yet
-- Returns 1 done, 0 there is no such person, or none with a password.
local hash = redis.call('HGET', KEYS[1], 'hash')
if not hash or (hash == '' and ARGV[3] ~= '1') then
  return 0
end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1
