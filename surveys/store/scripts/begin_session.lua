-- begin_session notes a new session of a person, and forgets those that have
-- ended by themselves.
-- KEYS  1 person
--       2 sessions
-- ARGV  1 id of the session
--       2 now, s
--       3 browser
--       4 how long a session lasts unused, s
--       5 how long at most, s
--       6 password hash that let them in, '' for none
-- Returns 1 done, 0 there is no such person, or the password is another by now.
if redis.call('HGET', KEYS[1], 'hash') ~= ARGV[6] then
  return 0
end
local now = tonumber(ARGV[2])
local all = redis.call('HGETALL', KEYS[2])
for i = 1, #all, 2 do
  local began, seen = string.match(all[i + 1], '^(%d+) (%d+)')
  if not began or now - seen >= tonumber(ARGV[4]) or now - began >= tonumber(ARGV[5]) then
    redis.call('HDEL', KEYS[2], all[i])
  end
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ' ' .. ARGV[2] .. ' ' .. ARGV[3])
redis.call('EXPIRE', KEYS[2], ARGV[5])
redis.call('HSET', KEYS[1], 'seen', ARGV[2])
return 1
