-- restore lets a voided answer count again because a person says so; the
-- machine does not take it back afterwards. A repeat changes nothing.
-- KEYS  1 invitation  2 outbox  3 history
--       4 log of the words of the shard
--       5 ... the keys of the case, where the answer before asked for them:
--       see include/story.lua
-- ARGV  1 id of the invitation
--       2 now, ms
--       3 who
--       4 reason in words
--       5 1: the answer calls for a follow-up, so the case stands again
--       6 what it says about a recovery
-- Returns {code, case}: 1 restored, 2 it was, 0 nothing to restore, 9 call again with
-- the keys of the case (nothing was changed), 8 there is no such invitation.
--!include outbox
--!include answer
--!include story
local f = redis.call('HMGET', KEYS[1], 'm', 'o', 'v', 'b', 'q', 'j')
local case = tonumber(f[5] or 0)
if not f[1] then
  return {8, 0}
elseif f[2] ~= 'void' or not f[3] then
  local restored = answerState(f[2], f[3]) == 'answered' and redis.call('HGET', KEYS[1], 'x') == 'r'
  return {restored and 2 or 0, case}
elseif case > 0 and not KEYS[5] then
  return {9, case}
end
redis.call('HDEL', KEYS[1], 'o')
redis.call('HSET', KEYS[1], 'x', 'r')
redis.call('RPUSH', KEYS[3], ARGV[2] .. '|restored|' .. f[3] .. '|' .. f[4] .. '|' .. ARGV[3] .. '|' .. ARGV[4])
redis.call('XADD', KEYS[4], 'MAXLEN', '~', 10000, '*', 'i', ARGV[1])
if case > 0 then
  redis.call('HSET', KEYS[5], 'changed', ARGV[2])
  if f[6] then
    redis.call('HSET', KEYS[5], 'recovery', ARGV[6])
  end
  if ARGV[5] == '1' then
    stands(5, ARGV[1])
    tell(5, ARGV[2], 'stands', ARGV[3], ARGV[1], ARGV[4])
  end
end
note(KEYS[2], KEYS[1], ARGV[1], 'restored', ARGV[2], '', '')
return {1, case}
