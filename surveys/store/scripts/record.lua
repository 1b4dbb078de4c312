-- record takes what a served page sent back, or what was held back and is
-- settled: the answer by precedence, words, case and one outbox entry, or
-- nothing at all. A repeat changes nothing.
-- KEYS  1 invitation      2 visits            3 words
--       4 outbox          5 schedule          6 words of the shard, newest
--       7 stories         8 history           9 invitations in trouble
--       10 attempts of the schedule
--       11 unconfirmed invitations of the shard
--       12 log of the words of the shard
--       13 ... the keys of the case, where the answer before asked for them:
--       see include/story.lua
-- ARGV  1 id of the invitation
--       2 now, ms
--       3 number of the visit
--       4 step of the visit's page; 0: settling, which never meets a replay
--       5 events seen when the evidence was weighed
--       6 wanted: c count, h hold, n note, d declined, u nothing is left to settle
--       7 evidence, a letter
--       8 choice
--       9 1: may replace another choice; the client of the answer always may
--       10 1: the choice is a complaint, 2: it is satisfied
--       11 client
--       12 when it was tapped, ms
--       13 when a held tap is settled, ms
--       14 how long visits are kept, s
--       15 comment, 16 reasons by comma, 17 1: please contact me
--       18 1: empty words take back those before
--       19 number of the case whose key is KEYS[13]
--       20 1: that case is a new one
--       21 when the founders are told of it, ms
--       22 ... fields and values of it, where it is a new one
-- Returns {code, events, answer, choice, case}: code 0 weigh again, 1 counted,
-- 2 held, 3 noted, 4 another choice stays, 5 declined, 6 replay, 7 replay with
-- another button, 8 refused, 9 call again with the keys of the case (0: a new
-- one). answer 0 none, 1 pending, 2 answered, 3 void, 4 expired; choice -1: none.
-- Codes 0 and 9 have changed nothing.
--!include outbox
--!include rank
--!include answer
--!include story
local f = redis.call('HMGET', KEYS[1], 'm', 'o', 'v', 'b', 'q', 'x', 'd', 't', 'z', 'p', 'c', 'j', 'E', 'e')
local mail, choiceBefore, byBefore, case = f[1], f[3], f[4], tonumber(f[5] or 0)
local before = answerState(f[2], choiceBefore)
local wanted, by, choice, visit, step = ARGV[6], ARGV[7], ARGV[8], ARGV[3], tonumber(ARGV[4])
local seen = redis.call('HGET', KEYS[2], 'n') or '0'

local function answer(code)
  local o = redis.call('HMGET', KEYS[1], 'o', 'v')
  local numbers = {none = 0, pending = 1, answered = 2, void = 3, expired = 4}
  return {code, tonumber(redis.call('HGET', KEYS[2], 'n') or 0), numbers[answerState(o[1], o[2])] or 0,
    tonumber(o[2] or -1), case}
end

if not mail or not (f[9] or string.find('dsubf', mail, 1, true)) or f[6] == 'p' or f[13] then
  return answer(8)
end
local act = redis.call('HGET', KEYS[2], 'e' .. visit)
if act and step > 0 then
  local was, wasBy, wasChoice = string.match(act, '^(%d+)|(%a)|(%-?%d+)|')
  local press, wasPress = by == 'b' or by == 'f', wasBy == 'b' or wasBy == 'f'
  local same = step == tonumber(was)
  -- The touch that presses a button is sent by the script, too: both may bear
  -- the same step, and the press is what was meant.
  if step < tonumber(was) or (same and not (press and not wasPress)) then
    return answer(same and press and wasChoice ~= choice and 7 or 6)
  end
end
if seen ~= ARGV[5] then
  return answer(0)
end

-- Decide.
local counts = before == 'answered'
local same = counts and choiceBefore == choice
local outcome, fresh, upgrade = wanted, false, false
if wanted == 'h' and counts then
  outcome = 'k'
elseif wanted == 'c' and step == 0 and counts then
  outcome = 'k'
elseif wanted == 'c' and same then
  upgrade = rank(by) > rank(byBefore)
elseif wanted == 'c' and counts then
  local stronger = rank(byBefore) > rank('f')
  local owner = string.match(redis.call('HGET', KEYS[2], 'a') or '', '|(.*)$')
  local may = ARGV[9] == '1' or owner == ARGV[11] or byBefore == 'f'
  fresh = may and not (by == 'f' and stronger)
  outcome = fresh and 'c' or 'k'
elseif wanted == 'c' then
  fresh = true
end

local said = outcome == 'c' and (ARGV[15] ~= '' or ARGV[16] ~= '' or ARGV[17] ~= '' or ARGV[18] == '1')
local contact = redis.call('HGET', KEYS[3], 'contact')
if said and (ARGV[17] ~= '' or ARGV[18] == '1') then
  contact = ARGV[17] ~= '' and ARGV[17]
end
local wished = said and ARGV[17] == '1' and redis.call('HGET', KEYS[3], 'contact') ~= '1'
local worded = said and ARGV[15] ~= '' and redis.call('HGET', KEYS[3], 'comment') ~= ARGV[15]
local follow = outcome == 'c' and (ARGV[10] == '1' or contact == '1')
-- The same choice, pressed once more: only a case that was resolved hears it.
local again = same and follow and step > 0 and by == 'b'
local story, recovers = (f[10] or '') .. ':' .. (f[11] or ''), f[12]
local target = case
if follow and not recovers then
  target = tonumber(redis.call('HGET', KEYS[7], story) or case)
end
local touches = outcome == 'c' and ((follow and case == 0) or (case > 0 and (fresh or said or again)))
local unknown = target ~= tonumber(ARGV[19] or -1) and not (target == 0 and ARGV[20] == '1')
if touches and (not KEYS[13] or unknown) then
  case = target
  return answer(9)
end

-- Write.
if outcome == 'c' and (mail == 'u' or (f[9] and string.find('wck', mail, 1, true))) then
  -- It has arrived, so that a second copy need not go.
  local sent = f[9] or f[7] or f[8]
  redis.call('HSET', KEYS[1], 'm', 's', 's', sent)
  redis.call('HDEL', KEYS[1], 'd', 'n', 'e', 'z')
  redis.call('ZREM', KEYS[9], ARGV[1])
  redis.call('ZREM', KEYS[5], 'mail:' .. ARGV[1])
  redis.call('HDEL', KEYS[10], 'mail:' .. ARGV[1])
  note(KEYS[4], KEYS[1], ARGV[1], 'sent', ARGV[2], '', '')
elseif outcome == 'c' and mail == 'b' and rank(by) == 4 then
  -- A person has it in hand, whatever a server said of it.
  redis.call('HSET', KEYS[1], 'm', 's', 'R', f[14] or '')
  redis.call('HDEL', KEYS[1], 'e')
  redis.call('ZREM', KEYS[9], ARGV[1])
  note(KEYS[4], KEYS[1], ARGV[1], 'arrived', ARGV[2], '', '')
elseif outcome == 'c' and mail == 'f' and rank(by) == 4 then
  -- The same of one that was refused after its body: when is told by the index.
  local refused = math.floor(tonumber(redis.call('ZSCORE', KEYS[9], ARGV[1]) or f[8] .. '000') / 1000)
  redis.call('HSET', KEYS[1], 'm', 's', 's', f[9] or refused, 'R', f[14] or '', 'F', '1')
  redis.call('HDEL', KEYS[1], 'd', 'n', 'e', 'z')
  redis.call('ZREM', KEYS[9], ARGV[1])
  note(KEYS[4], KEYS[1], ARGV[1], 'taken', ARGV[2], '', '')
end
if fresh then
  if counts then
    redis.call('RPUSH', KEYS[8], ARGV[2] .. '|changed|' .. choiceBefore .. '|' .. byBefore .. '||')
    redis.call('LTRIM', KEYS[8], -100, -1)
    redis.call('HSET', KEYS[1], 'v', choice, 'b', by, 'h', math.floor(tonumber(ARGV[2]) / 1000))
  else
    if before == 'void' then
      redis.call('RPUSH', KEYS[8], ARGV[2] .. '|answered|' .. choiceBefore .. '|' .. byBefore .. '||')
    end
    redis.call('HSET', KEYS[1], 'v', choice, 'b', by, 'a', math.floor(tonumber(ARGV[12]) / 1000))
    redis.call('HDEL', KEYS[1], 'o', 'x', 'h')
    redis.call('ZREM', KEYS[11], ARGV[1])
  end
elseif upgrade then
  redis.call('HSET', KEYS[1], 'b', by)
end
if fresh or upgrade then
  redis.call('HSET', KEYS[2], 'a', visit .. '|' .. ARGV[11])
end
if said then
  if ARGV[18] == '1' then
    redis.call('DEL', KEYS[3])
  end
  for i, field in ipairs({'comment', 'reasons', 'contact'}) do
    if ARGV[14 + i] ~= '' then redis.call('HSET', KEYS[3], field, ARGV[14 + i]) end
  end
  if redis.call('EXISTS', KEYS[3]) == 1 then
    redis.call('ZADD', KEYS[6], math.floor(tonumber(ARGV[12]) / 1000), ARGV[1])
    redis.call('ZREMRANGEBYRANK', KEYS[6], 0, -1001)
  else
    redis.call('ZREM', KEYS[6], ARGV[1])
  end
end
if said or fresh and before == 'void' then
  redis.call('XADD', KEYS[12], 'MAXLEN', '~', 10000, '*', 'i', ARGV[1])
end
local moved = touches and (fresh or said)
if touches and target == 0 then
  case, moved = tonumber(ARGV[19]), true
  redis.call('HSET', KEYS[13], 'opened', ARGV[2], 'since', ARGV[2], 'changed', ARGV[2], 'chapter', 1, 'news', 1,
    'source', ARGV[10] == '1' and 'complaint' or 'contact', 'latest', ARGV[1], 'p', f[10], 'c', f[11], unpack(ARGV, 22))
  move(13, case, 1)
  redis.call('HSET', KEYS[7], story, case)
  redis.call('ZADD', KEYS[5], ARGV[21], 'escalate:' .. case)
  stands(13, ARGV[1])
  tell(13, ARGV[2], 'opened', '', ARGV[1], '')
  redis.call('HSET', KEYS[1], 'q', case)
elseif touches then
  case = target
  local c = redis.call('HMGET', KEYS[13], 'state', 'invitation')
  local stood = redis.call('HGET', KEYS[18], ARGV[1]) or (c[2] == ARGV[1] and '1')
  local line, told
  if recovers and fresh then
    local came = ({['1'] = 'not_recovered', ['2'] = 'recovered'})[ARGV[10]] or 'unclear'
    redis.call('HSET', KEYS[13], 'recovery', came)
    tell(13, ARGV[2], 'recovery', '', came, '')
  end
  if follow then
    stands(13, ARGV[1])
    redis.call('HSET', KEYS[1], 'q', case)
    if c[1] == 'resolved' and (fresh or wished or worded or again) then
      reopen(13, case, ARGV[2], '', ARGV[1], KEYS[7], story, KEYS[5], KEYS[10], ARGV[21])
      told = true
    elseif not stood then
      line, told = 'joined', true
    elseif wished then
      line, told = 'wished', true
    elseif stood == '0' then
      line = 'stands'
    end
  elseif stood == '1' and not recovers then
    stop(13, ARGV[1])
    line = 'withdrawn'
  end
  if line then
    tell(13, ARGV[2], line, '', ARGV[1], '')
  end
  if told then
    news(13)
    redis.call('HSET', KEYS[13], 'latest', ARGV[1])
    sooner(KEYS[5], case, ARGV[2], ARGV[21])
  end
  moved = moved or told
  if moved then
    redis.call('HSET', KEYS[13], 'changed', ARGV[2])
  end
end
if fresh then
  note(KEYS[4], KEYS[1], ARGV[1], counts and 'changed' or 'answered', ARGV[2], counts and choiceBefore or '', '')
elseif moved or (upgrade and follow and case > 0) then
  -- An upgrade moves no figure, but its alert need not wait for second thoughts.
  note(KEYS[4], KEYS[1], ARGV[1], 'case', ARGV[2], '', case)
end

if outcome == 'h' then
  if before == 'none' then
    redis.call('HSET', KEYS[1], 'o', 'pending')
  end
  local due = redis.call('ZSCORE', KEYS[5], 'settle:' .. ARGV[1])
  if not due or tonumber(due) < tonumber(ARGV[13]) then
    redis.call('ZADD', KEYS[5], ARGV[13], 'settle:' .. ARGV[1])
  end
  -- Whoever settles just now must not end the work: it begins anew.
  redis.call('HDEL', KEYS[10], 'settle:' .. ARGV[1])
  redis.call('HINCRBY', KEYS[2], 'n', 1)
elseif outcome == 'u' then
  if before == 'pending' then redis.call('HDEL', KEYS[1], 'o') end
  return answer(3)
elseif outcome == 'd' and before == 'pending' then
  redis.call('HINCRBY', KEYS[2], 'n', 1)
end
if step == 0 then
  step = tonumber(string.match(act or '1', '^(%d+)'))
end
redis.call('HSET', KEYS[2], 'e' .. visit, step .. '|' .. by .. '|' .. choice .. '|' .. ARGV[12] .. '|' .. outcome)
redis.call('EXPIRE', KEYS[2], ARGV[14])
local codes = {c = 1, h = 2, n = 3, k = 4, d = 5}
return answer(codes[outcome])
