-- remark keeps words about a mail, where it is in the state.
-- KEYS  1 invitation
-- ARGV  1 letter of the state
--       2 field of the words
--       3 words
-- Returns 1 kept, 0 the mail is in another state, or there is none.
if redis.call('HGET', KEYS[1], 'm') ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
return 1
