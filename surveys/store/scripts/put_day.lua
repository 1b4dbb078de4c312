-- put_day keeps, changes or removes a special day, with its place among those
-- to come and in the schedule.
-- KEYS  1 special days of the customer
--       2 days to come
--       3 schedule
--       4 attempts
--       5 what timelines are to say
-- ARGV  1 id
--       2 what was read before, '' for a new one
--       3 the day, '' removes it
--       4 member of the days to come
--       5 next occurrence in days, '' where there is none any more
--       6 member of the schedule
--       7 when somebody is reminded, ms, '' never
--       8 how many days a customer may have
--       9 field and 10 line of what the timeline is to say of it, '' for nothing;
--       of one that is removed it says nothing any more
-- Returns 1 done, 0 somebody else has changed it meanwhile (nothing was
-- changed), 2 there are too many (nothing was changed).
--!include owe
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then
  return 0
end
if ARGV[2] == '' and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[8]) then
  return 2
end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('HDEL', KEYS[5], ARGV[9])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
end
if ARGV[5] == '' then
  redis.call('ZREM', KEYS[2], ARGV[4])
else
  redis.call('ZADD', KEYS[2], ARGV[5], ARGV[4])
end
redis.call('HDEL', KEYS[4], ARGV[6])
if ARGV[7] == '' then
  redis.call('ZREM', KEYS[3], ARGV[6])
else
  redis.call('ZADD', KEYS[3], ARGV[7], ARGV[6])
end
owe(KEYS[5], ARGV[9], ARGV[10])
return 1
