-- drop_place holds a place on the team no longer: its link ends.
-- KEYS  1 place
--       2 places
-- ARGV  1 id of the person
-- Returns 1 done, 0 there was none.
redis.call('SREM', KEYS[2], ARGV[1])
return redis.call('DEL', KEYS[1])
