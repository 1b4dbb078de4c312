-- rebuild replaces the signals of a project and of its customers in it, folded
-- anew from the responses, with their alarms, unless the figures moved since
-- these were read.
-- KEYS  1 position, 2 summaries of projects, 3 summaries of customers,
--       4 projects to rebuild, 5 alarms of the project, 6 listed alarms,
--       7 schedule, 8 attempts of the schedule, 9 number of rebuilds
-- ARGV  1 position that the responses were read at
--       2 number of the project, 3 its summary
--       then five lists, each behind its length:
--         field of a customer's summary, the summary, and so on
--         field of the alarms, its value, and so on
--         member of a listed alarm that is none any more, and so on
--         second of a listed alarm, its member, and so on
--         member of the schedule that goes (or ''), the one that comes, time in
--         ms (or '': only where the one that goes was there), and so on
-- Returns 1 when replaced, 0 when the position was another.
if (redis.call('GET', KEYS[1]) or '0-0') ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
local at = 4
local function list(each, act)
  local n = tonumber(ARGV[at])
  for i = at + 1, at + n, each do
    act(i)
  end
  at = at + n + 1
end

list(2, function(i) redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1]) end)
redis.call('DEL', KEYS[5])
list(2, function(i) redis.call('HSET', KEYS[5], ARGV[i], ARGV[i + 1]) end)
list(1, function(i) redis.call('ZREM', KEYS[6], ARGV[i]) end)
list(2, function(i) redis.call('ZADD', KEYS[6], ARGV[i], ARGV[i + 1]) end)
list(3, function(i)
  local goes, comes, due = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if goes ~= '' then
    local waited = redis.call('ZSCORE', KEYS[7], goes)
    redis.call('ZREM', KEYS[7], goes)
    redis.call('HDEL', KEYS[8], goes)
    due = waited or ''
  end
  if comes ~= '' and due ~= '' then
    redis.call('ZADD', KEYS[7], due, comes)
  end
end)
redis.call('SREM', KEYS[4], ARGV[2])
redis.call('INCR', KEYS[9])
return 1
