-- add_token keeps an API token by its hash, its name being free.
-- KEYS  1 tokens
-- ARGV  1 field of the token's hash
--       2 field of its name
--       3 what is kept of the token
-- Returns 1 done, 0 the name is taken.
if redis.call('HEXISTS', KEYS[1], ARGV[2]) == 1 then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3], ARGV[2], ARGV[1])
return 1
