-- rebuild replaces the signals of a project and of its customers in it, folded
-- anew from the responses, unless the figures moved since these were read.
-- KEYS  1 position, 2 summaries of projects, 3 summaries of customers,
--       4 projects to rebuild
-- ARGV  1 position that the responses were read at
--       2 number of the project, 3 its summary
--       4 field of a customer's summary, 5 the summary, and so on
-- Returns 1 when replaced, 0 when the position was another.
if (redis.call('GET', KEYS[1]) or '0-0') ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
for i = 4, #ARGV, 2 do
  redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1])
end
redis.call('SREM', KEYS[4], ARGV[2])
return 1
