-- alert moves the alert mail to one recipient from one state to another.
-- KEYS  1 alert mails of the case
-- ARGV  1 address of the recipient
--       2 letter of the state it must be in, '' for none
--       3 letter of the new state, '' to forget it
--       4 words that explain the state, may be ''
--       5 how long the states are kept, s
-- Returns 1 moved, 0 it was in another state (nothing changed).
local now = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if string.sub(now, 1, 1) ~= ARGV[2] then
  return 0
end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3] .. ARGV[4])
end
redis.call('EXPIRE', KEYS[1], ARGV[5])
return 1
