-- erase_answer takes out of an invitation what was said and done in words; the
-- choice, when it was made and all figures stay. Its links do nothing any more.
-- KEYS  1 invitation
--       2 words
--       3 visits
--       4 properties
--       5 history
--       6 words of the shard, newest
--       7 log of the words of the shard
--       8 unconfirmed invitations of the shard
-- ARGV  1 id of the invitation
-- Returns 1 something was taken out, 0 nothing was there.
local m = redis.call('HGET', KEYS[1], 'm')
if not m then
  return 0
end
local gone = redis.call('HDEL', KEYS[1], 'l', 'R', 'F')
if m ~= 'k' then -- words of servers, which may hold the address; not why nobody was asked
  gone = gone + redis.call('HDEL', KEYS[1], 'e')
end
gone = gone + redis.call('HSET', KEYS[1], 'E', 1)
gone = gone + redis.call('HDEL', KEYS[2], 'comment', 'contact')
gone = gone + redis.call('DEL', KEYS[3], KEYS[4])
for n, line in ipairs(redis.call('LRANGE', KEYS[5], 0, -1)) do
  local head, reason = string.match(line, '^(.-|.-|.-|.-|.-|)(.*)$')
  if reason and reason ~= '' then
    redis.call('LSET', KEYS[5], n - 1, head)
    gone = gone + 1
  end
end
gone = gone + redis.call('ZREM', KEYS[6], ARGV[1]) + redis.call('ZREM', KEYS[8], ARGV[1])
if gone > 0 then
  redis.call('XADD', KEYS[7], 'MAXLEN', '~', 10000, '*', 'i', ARGV[1])
end
return gone > 0 and 1 or 0
