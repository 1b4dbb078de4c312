-- told notes that the team, or its founders, were told about a case.
-- KEYS  1 ... the keys of the case, see include/story.lua
-- ARGV  1 when it stood so, ms
--       2 field: told (number of the news) or escalated (number of the chapter)
--       3 that number
--       4 kind of the line in the log, 5 its reference
-- Returns 1 for the first time, 0 when it was noted before (nothing changed).
--!include story
if tonumber(redis.call('HGET', KEYS[1], ARGV[2]) or 0) >= tonumber(ARGV[3]) then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
if ARGV[2] == 'told' then
  redis.call('HSET', KEYS[1], 'alerted', ARGV[1])
end
tell(1, ARGV[1], ARGV[4], '', ARGV[5], '')
return 1
