-- use_code spends a code of the second factor: it works once, and none before
-- it does.
-- KEYS  1 person
-- ARGV  1 secret that the code was compared with
--       2 step of the code (RFC 6238)
-- Returns 1 it counts, 0 it was used, or the secret is another by now.
local kept = redis.call('HMGET', KEYS[1], 'totp', 'step')
if kept[1] ~= ARGV[1] or tonumber(kept[2] or 0) >= tonumber(ARGV[2]) then
  return 0
end
redis.call('HSET', KEYS[1], 'step', ARGV[2])
return 1
