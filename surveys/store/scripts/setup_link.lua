-- setup_link keeps the hash of the one-time set-up secret, in place of an
-- older one, as long as the team is empty.
-- KEYS  1 set-up link
--       2 team
-- ARGV  1 hash of the secret
--       2 how long it is valid, ms
-- Returns 1 kept, 0 there is somebody already.
if redis.call('SCARD', KEYS[2]) > 0 then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
