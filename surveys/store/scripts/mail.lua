-- mail moves the mails of a shard to another state, each for itself, and keeps
-- schedule, index of trouble and outbox with them: work is due if and only if
-- the state is scheduled (w), claimed (c) or data (d); trouble is failed (f),
-- bounced (b) or unknown (u). A mail that was answered has arrived: instead of
-- unknown, or scheduled once more, it becomes sent, at the time it was due: now
-- where it had failed, which forgets that time. While a person has it sent once
-- more, field z holds when the copy before was due: its links still count. One
-- that was answered has not come back either, whatever is said.
-- KEYS  1 schedule
--       2 attempts
--       3 index of trouble
--       4 outbox
--       5 skips
--       6 ... invitations
-- ARGV  1 letters of the states that they may come from
--       2 letter of the new state
--       3 now, ms
--       4 when the mails are due, ms; '' leaves the schedule as it is
--       5 reason, '' for none
--       6 ... id of the invitation and number of the claim that may move it, ''
--       for anybody, in the order of their keys. Whoever moved it to data may
--       ask again: its answer was lost
-- Returns eight values for each mail: letter of the new state, '' where it was
-- not moved; as they were before: letter of the state, contact, number of the
-- customer, time sent, time due; '' for what there is not; the number of the
-- claim; and what it reminds of.
--!include outbox
--!include skip
local function is(letter, letters)
  return letter ~= '' and string.find(letters, letter, 1, true) ~= nil
end

local function move(invitation, id, claim)
  local v = redis.call('HMGET', invitation, 'm', 'u', 'c', 's', 'd', 'n', 'f')
  for i = 1, 7 do
    v[i] = v[i] or ''
  end
  local before, state, now = v[1], ARGV[2], ARGV[3]
  local member = 'mail:' .. id
  local mine = claim == '' or claim == v[6]
  if mine and claim ~= '' and before == state then
    return state, v
  end
  local moves = mine and is(before, ARGV[1])
  if moves and state == 'b' and redis.call('HEXISTS', invitation, 'v') == 1 then
    moves = false
  end
  if moves and is(state, 'uw') and redis.call('HEXISTS', invitation, 'v') == 1 then
    state, now = 's', v[5] ~= '' and v[5] .. '000' or now
  end
  if not is(moves and state or before, 'wcd') then
    redis.call('ZREM', KEYS[1], member)
    redis.call('HDEL', KEYS[2], member)
  elseif moves and ARGV[4] ~= '' then
    redis.call('ZADD', KEYS[1], ARGV[4], member)
  end
  if not moves then
    return '', v
  end
  redis.call('HSET', invitation, 'm', state)
  if state == 'w' and is(before, 'fu') then
    redis.call('HSETNX', invitation, 'z', v[5] ~= '' and v[5] or math.floor(tonumber(now) / 1000))
  end
  if state == 's' or (ARGV[5] == '' and is(before, 'fu')) then
    redis.call('HDEL', invitation, 'e')
  elseif ARGV[5] ~= '' then
    redis.call('HSET', invitation, 'e', ARGV[5])
  end
  if state == 'w' then
    redis.call('HSET', invitation, 'd', math.floor(tonumber(ARGV[4]) / 1000))
  elseif state == 'c' then
    v[6] = redis.call('HINCRBY', invitation, 'n', 1) .. ''
  elseif state == 's' then
    redis.call('HSET', invitation, 's', math.floor(tonumber(now) / 1000))
    redis.call('HDEL', invitation, 'd', 'n', 'z')
  elseif is(state, 'kf') then
    redis.call('HDEL', invitation, 'd')
  end
  if is(state, 'fbu') then
    redis.call('ZADD', KEYS[3], ARGV[3], id)
    redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -10001)
  elseif is(before, 'fbu') then
    redis.call('ZREM', KEYS[3], id)
  end
  if state == 'k' then
    skip(KEYS[5], id, ARGV[3])
  elseif state == 's' then
    note(KEYS[4], invitation, id, 'sent', ARGV[3], '', '')
  elseif state == 'b' then
    note(KEYS[4], invitation, id, 'bounced', ARGV[3], '', '')
  end
  return state, v
end

local out = {}
for i = 6, #KEYS do
  local state, before = move(KEYS[i], ARGV[2 * i - 6], ARGV[2 * i - 5])
  out[#out + 1] = state
  for n = 1, 7 do
    out[#out + 1] = before[n]
  end
end
return out
