-- see_session notes that a session was used, where it has not ended.
-- KEYS  1 person
--       2 sessions
-- ARGV  1 id of the session
--       2 now, s
-- Returns 1 noted, 0 it has ended.
local kept = redis.call('HGET', KEYS[2], ARGV[1])
if not kept then
  return 0
end
local began, browser = string.match(kept, '^(%d+) %d+ (.*)$')
if not began then
  return 0
end
redis.call('HSET', KEYS[2], ARGV[1], began .. ' ' .. ARGV[2] .. ' ' .. browser)
redis.call('HSET', KEYS[1], 'seen', ARGV[2])
return 1
