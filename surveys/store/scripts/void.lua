-- void takes an answer out of the figures: a person of the team says why, or a
-- client was found to be no person, which is noted for good, and whose answer
-- is taken back unless somebody kept it. A repeat changes nothing.
-- KEYS  1 invitation  2 visits  3 outbox  4 history
--       5 log of the words of the shard
--       6 ... the keys of the case, where the answer before asked for them:
--       see include/story.lua
-- ARGV  1 id of the invitation
--       2 now, ms
--       3 who, '' for the machine
--       4 reason in words
--       5 client, for the machine
--       6 doubts against it
--       7 evidence that is taken back, letters such as 'as'
--       8 how long visits are kept, s
-- Returns {code, case}: 1 voided, 2 it was, 0 nothing to void, 9 call again with the keys
-- of the case (nothing was changed), 8 there is no such invitation.
--!include outbox
--!include answer
--!include story
local f = redis.call('HMGET', KEYS[1], 'm', 'o', 'v', 'b', 'q', 'x', 'j')
local case = tonumber(f[5] or 0)
if not f[1] then
  return {8, 0}
end
local machine = ARGV[3] == ''
local voids = answerState(f[2], f[3]) == 'answered'
if machine and voids then
  local owner = string.match(redis.call('HGET', KEYS[2], 'a') or '', '|(.*)$')
  voids = owner == ARGV[5] and f[6] ~= 'r' and string.find(ARGV[7], f[4] or '-', 1, true)
end
if voids and case > 0 and not KEYS[6] then
  return {9, case}
end
if machine then
  local field = 'f:' .. ARGV[5]
  local had, add, sum = tonumber(redis.call('HGET', KEYS[2], field) or 0), tonumber(ARGV[6]), 0
  local bit = 1
  while bit <= 32768 do
    if math.floor(had / bit) % 2 == 1 or math.floor(add / bit) % 2 == 1 then sum = sum + bit end
    bit = bit * 2
  end
  if sum ~= had then
    redis.call('HSET', KEYS[2], field, sum)
    redis.call('HINCRBY', KEYS[2], 'n', 1)
    redis.call('EXPIRE', KEYS[2], ARGV[8])
  end
end
if not voids and not machine and f[2] == 'void' then
  if f[6] ~= 'p' then -- the machine took it back before; from now on nothing counts
    redis.call('HSET', KEYS[1], 'x', 'p')
    redis.call('RPUSH', KEYS[4], ARGV[2] .. '|voided|' .. f[3] .. '|' .. f[4] .. '|' .. ARGV[3] .. '|' .. ARGV[4])
    redis.call('LTRIM', KEYS[4], -100, -1)
  end
  return {2, case}
end
if not voids then
  return {0, case}
end
redis.call('HSET', KEYS[1], 'o', 'void', 'x', machine and 'm' or 'p')
redis.call('RPUSH', KEYS[4], ARGV[2] .. '|voided|' .. f[3] .. '|' .. f[4] .. '|' .. ARGV[3] .. '|' .. ARGV[4])
redis.call('LTRIM', KEYS[4], -100, -1)
redis.call('XADD', KEYS[5], 'MAXLEN', '~', 10000, '*', 'i', ARGV[1])
if case > 0 then
  redis.call('HSET', KEYS[6], 'changed', ARGV[2])
  if f[7] then
    redis.call('HSET', KEYS[6], 'recovery', 'asked')
    redis.call('HDEL', KEYS[11], ARGV[1])
  else
    stop(6, ARGV[1])
    tell(6, ARGV[2], 'withdrawn', ARGV[3], ARGV[1], ARGV[4])
  end
end
note(KEYS[3], KEYS[1], ARGV[1], 'voided', ARGV[2], '', '')
return {1, case}
