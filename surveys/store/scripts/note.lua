-- note keeps a note on a customer's timeline; the first of an id stays.
-- KEYS  1 notes of the customer, 2 quarters with a timeline, 3 timeline of the quarter
-- ARGV  1 id of the note, 2 the note, 3 its quarter, 4 when it was, s,
--       5 its member of the timeline
-- Returns 1 kept, 0 there was one of this id (nothing changed).
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 0 then
  return 0
end
redis.call('SADD', KEYS[2], ARGV[3])
redis.call('ZADD', KEYS[3], ARGV[4], ARGV[5])
return 1
