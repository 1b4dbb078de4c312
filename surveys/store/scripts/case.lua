-- case changes what a person says about a case, keeps it in the log and notes
-- it in the outbox. A repeat changes nothing.
-- KEYS  1 ... the keys of the case, see include/story.lua
--       7 outbox  8 stories  9 schedule  10 attempts of the schedule
--       11 cases with a cause or a lesson  12 open cases of the project
-- ARGV  1 now, ms
--       2 number of the case
--       3 who
--       4 the new state, '' to leave it
--       5 when the contact is asked once more where it is resolved, ms; '' never
--       6 when the founders are told where it is opened again, ms
--       7 a note, '' for none
--       8 ... other fields and values: owner, owner_id, cause, lesson
-- Returns 1 it is so now, 0 there is no such case. What is so already is
-- neither noted nor dated anew.
--!include outbox
--!include story
local f = redis.call('HMGET', KEYS[1], 'state', 'p', 'c', 'opened')
if not f[4] then
  return 0
end
local story, changed = (f[2] or '') .. ':' .. (f[3] or ''), false

for i = 8, #ARGV, 2 do
  local field, value = ARGV[i], ARGV[i + 1]
  if (redis.call('HGET', KEYS[1], field) or '') ~= value then
    redis.call('HSET', KEYS[1], field, value)
    changed = true
    if field ~= 'owner_id' then
      tell(1, ARGV[1], field, ARGV[3], '', value)
    end
    if field == 'cause' or field == 'lesson' then
      redis.call('ZADD', KEYS[11], ARGV[1], ARGV[2])
    end
  end
end

if ARGV[7] ~= '' then
  local last = redis.call('LINDEX', KEYS[5], -1) or ''
  local line = '|note|' .. ARGV[3] .. '||' .. ARGV[7]
  if string.sub(last, -#line) ~= line then
    tell(1, ARGV[1], 'note', ARGV[3], '', ARGV[7])
    redis.call('HSETNX', KEYS[1], 'acted', ARGV[1])
    changed = true
  end
end

if ARGV[4] ~= '' and ARGV[4] ~= f[1] then
  changed = true
  if ARGV[4] == 'resolved' then
    move(1, ARGV[2], 3)
    redis.call('HDEL', KEYS[1], 'recovery', 'recovers')
    if redis.call('HGET', KEYS[8], story) == ARGV[2] then
      redis.call('HDEL', KEYS[8], story)
    end
    redis.call('ZREM', KEYS[9], 'escalate:' .. ARGV[2])
    redis.call('HDEL', KEYS[10], 'escalate:' .. ARGV[2])
    if ARGV[5] ~= '' then
      redis.call('ZADD', KEYS[9], ARGV[5], 'recover:' .. ARGV[2])
    end
    tell(1, ARGV[1], 'state', ARGV[3], ARGV[4], '')
  elseif f[1] == 'resolved' then
    reopen(1, ARGV[2], ARGV[1], ARGV[3], '', KEYS[8], story, KEYS[9], KEYS[10], ARGV[6])
    if ARGV[4] == 'contacted' then
      move(1, ARGV[2], 2)
    end
  else
    move(1, ARGV[2], ARGV[4] == 'open' and 1 or 2)
    tell(1, ARGV[1], 'state', ARGV[3], ARGV[4], '')
  end
end

if changed then
  redis.call('HSET', KEYS[1], 'changed', ARGV[1])
  if f[2] and (f[3] or '') ~= '' then
    note(KEYS[7], KEYS[1], '', 'case', ARGV[1], '', ARGV[2])
  else -- about the whole project: no customer's figures follow it
    redis.call(redis.call('HGET', KEYS[1], 'state') == 'resolved' and 'SREM' or 'SADD', KEYS[12], ARGV[2])
  end
end
return 1
