-- add_user makes a person of the team; with a set-up secret only as the first
-- one, and spends the secret in the same step. A place that waits for them is
-- taken with it.
-- KEYS  1 person
--       2 team
--       3 set-up link
--       4 place that waits for them
--       5 places
--       6 who has left
-- ARGV  1 id of the person
--       2 hash of the set-up secret, '' for one who is added by somebody
--       3 ... fields and values of the person's hash
-- Returns 1 done, 0 the address is taken, 2 the secret is wrong or spent.
if ARGV[2] ~= '' and redis.call('GET', KEYS[3]) ~= ARGV[2] then
  return 2
end
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
if ARGV[2] ~= '' and redis.call('SCARD', KEYS[2]) > 0 then
  return 2
end
redis.call('HSET', KEYS[1], unpack(ARGV, 3))
redis.call('SADD', KEYS[2], ARGV[1])
redis.call('DEL', KEYS[3], KEYS[4])
redis.call('SREM', KEYS[5], ARGV[1])
redis.call('HDEL', KEYS[6], ARGV[1])
return 1
