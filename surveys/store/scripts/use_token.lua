-- use_token notes that an API token is in use, if it still is one.
-- KEYS  1 tokens
-- ARGV  1 field of the token's hash
--       2 field of its use
--       3 now, s
-- Returns 1 noted, 0 there is no such token.
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
return 1
