-- visit notes that a rating link was opened. It changes no rating. The first
-- 25 visits and the last 24 are kept, and of those between the ones that
-- counted or are held, at most 24, so that no storm pushes out the evidence.
-- KEYS  1 invitation
--       2 visits
--       3 unconfirmed invitations of the shard
-- ARGV  1 now, ms
--       2 choice of the link
--       3 client under today's salt
--       4 client under yesterday's, '' where there was none
--       5 browser
--       6 doubts of the opening
--       7 scan window, ms
--       8 how long visits are kept, s
--       9 how many events an invitation may have
--       10 id of the invitation
--       11 time before which it is forgotten that one is unconfirmed, ms
--       12 how many unconfirmed ones are kept
-- Returns {number, invitation, visits}, the last two as fields and values:
-- number of the visit; 0 there is no such invitation, its mail never left, or
-- who it was for was erased;
-- -1 too many. Nothing is written for those two.
local invitation = redis.call('HGETALL', KEYS[1])
local mail, state, choice, earlier
for i = 1, #invitation, 2 do
  local field = invitation[i]
  if field == 'm' then mail = invitation[i + 1] end
  if field == 'o' then state = invitation[i + 1] end
  if field == 'v' then choice = invitation[i + 1] end
  if field == 'z' then earlier = true end
  if field == 'E' then return {0, {}, {}} end
end
if not mail or not (earlier or string.find('dsubf', mail, 1, true)) then
  return {0, invitation, {}}
end
local seen = tonumber(redis.call('HGET', KEYS[2], 'n') or 0)
if seen >= tonumber(ARGV[9]) then
  return {-1, invitation, {}}
end

local client = ARGV[3]
if ARGV[4] ~= '' then
  for _, v in ipairs(redis.call('HVALS', KEYS[2])) do
    if string.find(v, '|' .. ARGV[4] .. '|', 1, true) then client = ARGV[4] end
  end
end
local number = seen + 1
redis.call('HSET', KEYS[2], 'n', number, 'w', ARGV[7],
  number, ARGV[1] .. '|' .. ARGV[2] .. '|' .. client .. '|' .. ARGV[5] .. '|' .. ARGV[6])
if number > 49 then
  local from = tonumber(redis.call('HGET', KEYS[2], 'low') or 26)
  local kept = tonumber(redis.call('HGET', KEYS[2], 'kept') or 0)
  for old = from, number - 24 do
    local act = redis.call('HGET', KEYS[2], 'e' .. old)
    if act and kept < 24 and string.find(act, '[ch]$') then
      kept = kept + 1
    else
      redis.call('HDEL', KEYS[2], old, 'e' .. old)
    end
  end
  redis.call('HSET', KEYS[2], 'low', number - 23, 'kept', kept)
end
redis.call('EXPIRE', KEYS[2], ARGV[8])
if not choice and (not state or state == 'pending') and redis.call('ZADD', KEYS[3], ARGV[1], ARGV[10]) == 1 then
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', '(' .. ARGV[11])
  redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -tonumber(ARGV[12]) - 1)
end
return {number, invitation, redis.call('HGETALL', KEYS[2])}
