-- What the scripts share that change a case. Each gets the keys of the case
-- one after the other, the first of them at KEYS[at]:
--   at case, at+1 open, at+2 contacted, at+3 resolved cases of the shard,
--   at+4 log of the case, at+5 its answers

-- tell writes a line into the log of the case.
local function tell(at, now, kind, who, ref, text)
  redis.call('RPUSH', KEYS[at + 4], now .. '|' .. kind .. '|' .. who .. '|' .. ref .. '|' .. text)
  redis.call('LTRIM', KEYS[at + 4], -500, -1)
end

-- move puts the case on the list of a state.
--   state  1 open, 2 contacted, 3 resolved
local function move(at, case, state)
  for n = 1, 3 do
    redis.call('ZREM', KEYS[at + n], case)
  end
  local since = redis.call('HMGET', KEYS[at], 'since', 'opened')
  redis.call('ZADD', KEYS[at + state], since[1] or since[2], case)
  redis.call('HSET', KEYS[at], 'state', ({'open', 'contacted', 'resolved'})[state])
end

-- reopen begins a new chapter of a resolved case: the team is told again, the
-- founders where nobody acts, and nobody is asked about the end of the last one.
--   stories   key of the stories, story the field of this one
--   due       key of the schedule, attempts of its attempts
--   escalate  when the founders are told, ms; '' for never
local function reopen(at, case, now, who, ref, stories, story, due, attempts, escalate)
  redis.call('HSET', KEYS[at], 'since', now, 'changed', now)
  redis.call('HDEL', KEYS[at], 'acted', 'withdrawn')
  redis.call('HSET', KEYS[at], 'chapter', (redis.call('HGET', KEYS[at], 'chapter') or 1) + 1)
  move(at, case, 1)
  redis.call('HSETNX', stories, story, case)
  for _, kind in ipairs({'recover:', 'escalate:'}) do
    redis.call('ZREM', due, kind .. case)
    redis.call('HDEL', attempts, kind .. case)
  end
  if escalate ~= '' then
    redis.call('ZADD', due, escalate, 'escalate:' .. case)
  end
  tell(at, now, 'reopened', who, ref, '')
end

-- sooner has the founders told at once of a case that is open already, where
-- what joined it concerns them at once.
local function sooner(due, case, now, escalate)
  if (tonumber(escalate) or math.huge) <= tonumber(now) then
    redis.call('ZADD', due, escalate, 'escalate:' .. case)
  end
end

-- news gives the team one more reason to be told.
local function news(at)
  redis.call('HSET', KEYS[at], 'news', (redis.call('HGET', KEYS[at], 'news') or 1) + 1)
end

-- stands notes that an answer calls for the follow-up.
local function stands(at, invitation)
  redis.call('HSET', KEYS[at + 5], invitation, 1)
  redis.call('HDEL', KEYS[at], 'withdrawn')
end

-- stop notes that an answer calls for none any more. Where no other does, and
-- the case rests on answers, it is withdrawn.
local function stop(at, invitation)
  redis.call('HSET', KEYS[at + 5], invitation, 0)
  local source = redis.call('HGET', KEYS[at], 'source')
  if source == 'alarm' or source == 'hand' then
    return
  end
  for _, v in ipairs(redis.call('HVALS', KEYS[at + 5])) do
    if v == '1' then
      return
    end
  end
  redis.call('HSET', KEYS[at], 'withdrawn', 1)
end
