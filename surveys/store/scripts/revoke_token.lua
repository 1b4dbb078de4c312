-- revoke_token ends an API token by its name.
-- KEYS  1 tokens
-- ARGV  1 field of its name
--       2 prefix of the fields of hashes
--       3 prefix of the fields of uses
-- Returns 1 done, 0 there is none.
local field = redis.call('HGET', KEYS[1], ARGV[1])
if not field then
  return 0
end
redis.call('HDEL', KEYS[1], ARGV[1], field, ARGV[3] .. string.sub(field, #ARGV[2] + 1))
return 1
