-- unhold ends the hold of an invitation on its contact: the contact was asked,
-- or the reservation is given back.
-- KEYS  1 contact
-- ARGV  1 id of the invitation
--       2 when it was sent, s; '' gives the reservation back
--       3 1: a reminder, which counts as no mail of its own
-- Returns 1 changed, 0 nothing to change.
local v = redis.call('HMGET', KEYS[1], 'held', 'asked_at', 'times')
local held, asked, set = v[1] == ARGV[1], ARGV[2] ~= '', {}
if held and asked and ARGV[3] ~= '1' then
  set = {'times', tonumber(v[3] or 0) + 1 .. ''}
end
if asked and not (v[2] and tonumber(v[2]) >= tonumber(ARGV[2])) then
  set[#set + 1], set[#set + 2], set[#set + 3], set[#set + 4] = 'asked', ARGV[1], 'asked_at', ARGV[2]
end
if held then
  redis.call('HDEL', KEYS[1], 'held', 'held_at')
end
if #set > 0 then
  redis.call('HSET', KEYS[1], unpack(set))
end
return (held or #set > 0) and 1 or 0
