-- advance moves all derived figures of a shard by a batch of outbox entries,
-- once: only where the position is still the one that the batch was read from.
-- KEYS  1 position, 2 outbox, then the keys that the steps name by number
-- ARGV  1 position that the batch begins after, 2 position that it ends with,
--       then steps, each: name, number of its key, number of its arguments,
--       arguments.
--         count     field, by, field, by …          moves a tally; 0 is no field
--         set       field, value, …                 replaces a state
--         add       member, member …                puts into a set
--         remove    member, member …                takes out of a set
--         rank      score, member, …                puts into a sorted set
--         timeline  field of the chunk numbers, number of the newest chunk,
--                   number of its key (the following chunks have the following
--                   keys), most members of a chunk, then score, member, …
--         alert     number of the key of the attempts, number of the key of
--                   the case, member, time in ms    unless told or claimed
--         again     number of the key of the attempts, member, time in ms:
--                   work that begins anew where it was claimed
--         correct   as alert, and the member of the correction before the
--                   time                            if told or claimed
-- Returns 1 when moved, 0 when the position was another: nothing is written.
if (redis.call('GET', KEYS[1]) or '0-0') ~= ARGV[1] then
  return 0
end

--!include untold
local step = {}

function step.count(key, from, to)
  for i = from, to, 2 do
    if redis.call('HINCRBY', key, ARGV[i], ARGV[i + 1]) == 0 then
      redis.call('HDEL', key, ARGV[i])
    end
  end
end

function step.set(key, from, to)
  for i = from, to, 2 do
    redis.call('HSET', key, ARGV[i], ARGV[i + 1])
  end
end

function step.add(key, from, to)
  for i = from, to do
    redis.call('SADD', key, ARGV[i])
  end
end

function step.remove(key, from, to)
  for i = from, to do
    redis.call('SREM', key, ARGV[i])
  end
end

function step.rank(key, from, to)
  for i = from, to, 2 do
    redis.call('ZADD', key, ARGV[i], ARGV[i + 1])
  end
end

function step.timeline(key, from, to)
  local newest, at, most = tonumber(ARGV[from + 1]), tonumber(ARGV[from + 2]), tonumber(ARGV[from + 3])
  local chunk, held = newest, redis.call('ZCARD', KEYS[at])
  for i = from + 4, to, 2 do
    if held >= most then
      chunk, at, held = chunk + 1, at + 1, 0
    end
    held = held + redis.call('ZADD', KEYS[at], ARGV[i], ARGV[i + 1])
  end
  if chunk > newest then
    redis.call('HSET', key, ARGV[from], chunk)
  end
end

function step.alert(due, from)
  local attempts, case = KEYS[tonumber(ARGV[from])], KEYS[tonumber(ARGV[from + 1])]
  local member, at = ARGV[from + 2], ARGV[from + 3]
  if not untold(case) or redis.call('HEXISTS', attempts, member) == 1 then
    return
  end
  local before = redis.call('ZSCORE', due, member)
  if not before or tonumber(before) > tonumber(at) then
    redis.call('ZADD', due, at, member)
  end
end

function step.correct(due, from)
  local attempts, case = KEYS[tonumber(ARGV[from])], KEYS[tonumber(ARGV[from + 1])]
  local alert, member, at = ARGV[from + 2], ARGV[from + 3], ARGV[from + 4]
  if redis.call('HEXISTS', case, 'alerted') == 0 and redis.call('HEXISTS', attempts, alert) == 0 then
    return
  end
  -- Whoever corrects just now must not end the work: it begins anew.
  local claimed = redis.call('HDEL', attempts, member) == 1
  local before = redis.call('ZSCORE', due, member)
  if claimed or not before or tonumber(before) > tonumber(at) then
    redis.call('ZADD', due, at, member)
  end
end

function step.again(due, from)
  local attempts, member, at = KEYS[tonumber(ARGV[from])], ARGV[from + 1], ARGV[from + 2]
  local claimed = redis.call('HDEL', attempts, member) == 1
  local before = redis.call('ZSCORE', due, member)
  if claimed or not before or tonumber(before) > tonumber(at) then
    redis.call('ZADD', due, at, member)
  end
end

local i = 3
while i <= #ARGV do
  local first, n = i + 3, tonumber(ARGV[i + 2])
  step[ARGV[i]](KEYS[tonumber(ARGV[i + 1])], first, first + n - 1)
  i = first + n
end
redis.call('SET', KEYS[1], ARGV[2])
redis.call('XTRIM', KEYS[2], 'MINID', ARGV[2])
return 1
