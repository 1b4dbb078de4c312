-- offer_place holds a place on the team for somebody, instead of one that was
-- held for them before.
-- KEYS  1 place
--       2 places
--       3 the person, who must not be on the team yet
-- ARGV  1 id of the person
--       2 how long it is kept, ms
--       3 ... fields and values of the place
-- Returns 1 done, 0 they are on the team already.
if redis.call('EXISTS', KEYS[3]) == 1 then
  return 0
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], unpack(ARGV, 3))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('SADD', KEYS[2], ARGV[1])
return 1
