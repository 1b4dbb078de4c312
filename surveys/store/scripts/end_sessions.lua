-- end_sessions ends all sessions of a person but one.
-- KEYS  1 sessions
-- ARGV  1 id of the session that stays, '' for none
-- Returns how many have ended.
local ended = 0
for _, id in ipairs(redis.call('HKEYS', KEYS[1])) do
  if id ~= ARGV[1] then
    ended = ended + redis.call('HDEL', KEYS[1], id)
  end
end
return ended
