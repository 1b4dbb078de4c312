-- reserve asks, in the slot of a contact, whether an invitation may be mailed
-- to it, and notes the invitation as the one that holds the contact. The hold
-- stands until unhold ends it; who finds another holder looks at that
-- invitation, because its state decides (see reservation.go).
-- KEYS  1 contact
-- ARGV  1 id of the invitation
--       2 now, s
--       3 when the mail is due, s
--       4 quiet period, s
--       5 id of the invitation that it reminds of, '' for none: the quiet period
--       does not count that one
--       6 ... the interaction, as include/meet.lua says; may be none
-- Returns {code, holder, since}: code 1 reserved, 2 opted out, 3 bounced,
-- 4 paused, 5 within the quiet period, 6 held by another invitation: its id
-- and the time of its hold, s; 7 erased.
--!include meet
meet(KEYS[1], 6)
local v = redis.call('HMGET', KEYS[1], 'opted_out', 'bounced', 'paused', 'asked', 'asked_at', 'held', 'held_at', 'erased')
local due = tonumber(ARGV[3])
if v[8] then
  return {7, '', 0}
elseif v[1] then
  return {2, '', 0}
elseif v[2] then
  return {3, '', 0}
elseif v[3] and tonumber(v[3]) > due then
  return {4, '', 0}
elseif v[4] == ARGV[1] then
  return {1, '', 0}
elseif v[5] and v[4] ~= ARGV[5] and tonumber(v[5]) + tonumber(ARGV[4]) > due then
  return {5, '', 0}
elseif v[6] and v[6] ~= ARGV[1] then
  return {6, v[6], tonumber(v[7])}
elseif not v[6] then
  redis.call('HSET', KEYS[1], 'held', ARGV[1], 'held_at', ARGV[2])
end
return {1, '', 0}
