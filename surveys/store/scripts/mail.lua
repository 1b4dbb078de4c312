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
--       6 1: scheduled once more without a try, so that its claim counts as none
--       7 ... id of the invitation and number of the claim that may move it, ''
--       for anybody, in the order of their keys. Whoever moved it to data may
--       ask again: its answer was lost
-- Returns eight values for each mail: letter of the new state, '' where it was
-- not moved; as they were before: letter of the state, contact, number of the
-- customer, time sent, time due; '' for what there is not; the number of the
-- claim; and what it reminds of. To claimed and data, only letters and claim.
--!include outbox
--!include skip
local function is(letter, letters)
  return letter ~= '' and string.find(letters, letter, 1, true) ~= nil
end

local gone = {} -- from the schedule
local read = {'m', 'u', 'c', 's', 'd', 'n', 'f'}
local short = is(ARGV[2], 'cd') -- state and claim are all that these ask for
if is(ARGV[2], 'sbuw') then -- an answer counts, and the outbox may be told
  read = {'m', 'u', 'c', 's', 'd', 'n', 'f', 'v', 'p', 'g', 'k', 'b', 'a', 'q', 'o'}
end

local function move(invitation, id, claim)
  local v
  if short then
    v = redis.call('HMGET', invitation, 'm', 'n')
    v = {v[1] or '', '', '', '', '', v[2] or '', ''}
  else
    v = redis.call('HMGET', invitation, unpack(read))
    for i = 1, #read do
      v[i] = v[i] or ''
    end
  end
  local before, state, now = v[1], ARGV[2], ARGV[3]
  local mine = claim == '' or claim == v[6]
  if mine and claim ~= '' and before == state then
    return state, v
  end
  local moves = mine and is(before, ARGV[1])
  if moves and state == 'b' and v[8] ~= '' then
    moves = false
  end
  if moves and is(state, 'uw') and v[8] ~= '' then
    state, now = 's', v[5] ~= '' and v[5] .. '000' or now
  end
  if not is(moves and state or before, 'wcd') then
    gone[#gone + 1] = 'mail:' .. id
  elseif moves and ARGV[4] ~= '' then
    redis.call('ZADD', KEYS[1], ARGV[4], 'mail:' .. id)
  end
  if not moves then
    return '', v
  end
  if state == 'w' and is(before, 'fu') then
    redis.call('HSETNX', invitation, 'z', v[5] ~= '' and v[5] or string.sub(now, 1, -4))
  end
  local set, del, sent = {'m', state}, {}, v[4]
  local function field(name, value)
    set[#set + 1], set[#set + 2] = name, value
  end
  if state == 's' then
    sent = string.sub(now, 1, -4)
    field('s', sent)
    del = {'d', 'e', 'n', 'z'}
  elseif ARGV[5] ~= '' then
    field('e', ARGV[5])
  elseif is(before, 'fu') then
    del = {'e'}
  end
  if state == 'w' then
    field('d', string.sub(ARGV[4], 1, -4))
    if ARGV[6] == '1' and redis.call('HINCRBY', KEYS[2], 'mail:' .. id, -1) <= 0 then
      redis.call('HDEL', KEYS[2], 'mail:' .. id)
    end
  elseif state == 'c' then
    v[6] = (tonumber(v[6]) or 0) + 1 .. ''
    field('n', v[6])
  elseif is(state, 'kf') then
    del[#del + 1] = 'd'
  end
  redis.call('HSET', invitation, unpack(set))
  if #del > 0 then
    redis.call('HDEL', invitation, unpack(del))
  end
  if is(state, 'fbu') then
    redis.call('ZADD', KEYS[3], ARGV[3], id)
    redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -10001)
  elseif is(before, 'fbu') then
    redis.call('ZREM', KEYS[3], id)
  end
  if state == 'k' then
    skip(KEYS[5], id, ARGV[3])
  elseif is(state, 'sb') then
    note(KEYS[4], invitation, id, state == 's' and 'sent' or 'bounced', ARGV[3], '', '',
      {v[9], v[3], v[2], v[10], v[11], sent, v[8], v[12], v[13], v[14], v[7], v[15]})
  end
  return state, v
end

local out = {}
for i = 6, #KEYS do
  local state, before = move(KEYS[i], ARGV[2 * i - 5], ARGV[2 * i - 4])
  out[#out + 1] = state
  for n = 1, 7 do
    out[#out + 1] = before[n]
  end
end
if #gone > 0 then
  redis.call('ZREM', KEYS[1], unpack(gone))
  redis.call('HDEL', KEYS[2], unpack(gone))
end
return out
