-- save_report keeps a report, unless somebody else has changed it since it was
-- read, and puts the mails of a released one on the schedule with the state
-- that says so: what was not released never gets there.
-- KEYS  1 report
--       2 all reports
--       3 schedule
--       4 what timelines are to say
-- ARGV  1 id
--       2 revision that was read, 0 for a new one
--       3 report
--       4 when it was made, ms
--       5 now, ms
--       6 field and 7 line of what the timeline is to say, '' for nothing
--       8 ... members of the schedule, one for each reader; none: nothing is sent
-- Returns 1 kept, 0 it has another revision (nothing was changed).
--!include owe
if (redis.call('HGET', KEYS[1], 'r') or '0') ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], 'r', ARGV[2] + 1, 'd', ARGV[3])
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
owe(KEYS[4], ARGV[6], ARGV[7])
for i = 8, #ARGV do
  redis.call('ZADD', KEYS[3], ARGV[5], ARGV[i])
end
return 1
