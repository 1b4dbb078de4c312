-- claim takes work from the schedule whose time has come: it moves it to the
-- end of the lease, so that it is found again if the claimer dies, and counts
-- the attempt.
-- KEYS  1 schedule
--       2 attempts
-- ARGV  1 now, ms
--       2 end of the lease, ms
--       3 how much at most
-- Returns member, attempt, time it was due in ms, and so on.
--!include take
local found = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', 0, ARGV[3])
return take(KEYS, found, ARGV[2])
