-- unhold ends the hold of an invitation on its contact: the contact was asked,
-- or the reservation is given back.
-- KEYS  1 contact
-- ARGV  1 id of the invitation
--       2 when it was sent, s; '' gives the reservation back
--       3 1: a reminder, which counts as no mail of its own
-- Returns 1 changed, 0 nothing to change.
local v = redis.call('HMGET', KEYS[1], 'held', 'asked_at')
local held = v[1] == ARGV[1]
if held then
  redis.call('HDEL', KEYS[1], 'held', 'held_at')
  if ARGV[2] ~= '' and ARGV[3] ~= '1' then
    redis.call('HINCRBY', KEYS[1], 'times', 1)
  end
end
if ARGV[2] ~= '' and not (v[2] and tonumber(v[2]) >= tonumber(ARGV[2])) then
  redis.call('HSET', KEYS[1], 'asked', ARGV[1], 'asked_at', ARGV[2])
  return 1
end
return held and 1 or 0
