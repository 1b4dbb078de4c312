-- open opens a case that rests on no single answer: an alarm's, or what a person
-- of the team heard. Where one is open about the same customer in the project,
-- it joins that one. An alarm has one case for ever.
-- KEYS  1 outbox  2 stories  3 schedule  4 cases of alarms
--       5 open cases of the project
--       6 ... the keys of the case, where the answer before asked for them:
--       see include/story.lua
-- ARGV  1 now, ms
--       2 field of the story: numbers of project and customer, 0 for none
--       3 id of the alarm, '' for none
--       4 who
--       5 what is said, in words
--       6 the answers behind it, by comma
--       7 number of the case whose keys are given, 0 for none
--       8 1: that case is a new one
--       9 when the founders are told, ms
--       10 1: the team is told, and in time the founders; 2: only they, because
--       the team is told of alarms together; '' nobody
--       11 ... fields and values of a new case
-- Returns {code, case}: code 1 opened, 2 joined, 0 the alarm had its case
-- already, 9 call again with the keys of the case (0: a new one; nothing was
-- changed).
--!include outbox
--!include story
if ARGV[3] ~= '' then
  local known = redis.call('HGET', KEYS[4], ARGV[3])
  if known then
    return {0, tonumber(known)}
  end
end
local target, given = tonumber(redis.call('HGET', KEYS[2], ARGV[2]) or 0), tonumber(ARGV[7])
if given == 0 or (target ~= given and not (target == 0 and ARGV[8] == '1')) then
  return {9, target}
end

local at, case, code = 6, given, 2
if target == 0 then
  code = 1
  local project, customer = string.match(ARGV[2], '^(%d+):(%d+)$')
  redis.call('HSET', KEYS[at], 'opened', ARGV[1], 'since', ARGV[1], 'changed', ARGV[1], 'chapter', 1, 'news', 1,
    'p', project, 'c', customer == '0' and '' or customer, unpack(ARGV, 11))
  move(at, case, 1)
  redis.call('HSET', KEYS[2], ARGV[2], case)
  tell(at, ARGV[1], 'opened', ARGV[4], '', ARGV[5])
  if ARGV[10] == '1' then
    redis.call('ZADD', KEYS[3], ARGV[1], 'alert:' .. case)
  end
  if ARGV[10] ~= '' then
    redis.call('ZADD', KEYS[3], ARGV[9], 'escalate:' .. case)
  end
  if customer == '0' then
    redis.call('SADD', KEYS[5], case)
  else
    note(KEYS[1], KEYS[at], '', 'case', ARGV[1], '', case)
  end
else
  tell(at, ARGV[1], 'joined', ARGV[4], '', ARGV[5])
  redis.call('HSET', KEYS[at], 'changed', ARGV[1])
  if ARGV[10] == '1' then
    sooner(KEYS[3], case, ARGV[1], ARGV[9])
  end
end
for voice in string.gmatch(ARGV[6], '[^,]+') do
  redis.call('HSETNX', KEYS[at + 5], voice, 1)
end
if ARGV[3] ~= '' then
  redis.call('HSET', KEYS[4], ARGV[3], case)
end
return {code, case}
