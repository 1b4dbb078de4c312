-- write_founder keeps a founder's mail and puts it on the schedule: one for
-- each place on the list of a week.
-- KEYS  1 list of the week
--       2 the mail
--       3 when founders wrote
--       4 schedule
--       5 what timelines are to say
-- ARGV  1 customer
--       2 its place as it was read
--       3 its place from now on
--       4 now, ms
--       5 member of the schedule
--       6 how long the mail is kept, s
--       7 field and 8 line of what the timeline is to say, '' for nothing
--       9 ... fields and values of the mail
-- Returns 1 kept, 0 the place was changed meanwhile or has a mail (nothing was
-- changed).
--!include owe
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] or redis.call('EXISTS', KEYS[2]) == 1 then
  return 0
end
redis.call('HSET', KEYS[2], unpack(ARGV, 9))
redis.call('EXPIRE', KEYS[2], ARGV[6])
redis.call('ZADD', KEYS[3], ARGV[4], ARGV[1])
redis.call('ZADD', KEYS[4], ARGV[4], ARGV[5])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
owe(KEYS[5], ARGV[7], ARGV[8])
return 1
