-- case changes what a person says about a case, and notes it in the outbox.
-- KEYS  1 case  2 open, 3 contacted, 4 resolved cases
--       5 outbox  6 invitation
-- ARGV  1 now, ms
--       2 number of the case
--       3 id of the invitation
--       4 number of the key of the new state, 0 to leave it
--       5 the new state
--       6 ... other fields and values
-- Returns 1 it is so now, 0 there is no such case. What is so already is
-- neither noted nor dated anew.
--!include outbox
local opened = redis.call('HGET', KEYS[1], 'opened')
if not opened then
  return 0
end
local to = tonumber(ARGV[4])
local same = to == 0 or redis.call('HGET', KEYS[1], 'state') == ARGV[5]
for i = 6, #ARGV, 2 do
  same = same and (redis.call('HGET', KEYS[1], ARGV[i]) or '') == ARGV[i + 1]
end
if same then
  return 1
end
if to > 0 then
  for i = 2, 4 do
    redis.call('ZREM', KEYS[i], ARGV[2])
  end
  redis.call('ZADD', KEYS[to], opened, ARGV[2])
  redis.call('HSET', KEYS[1], 'state', ARGV[5])
end
if #ARGV > 5 then
  redis.call('HSET', KEYS[1], unpack(ARGV, 6))
end
redis.call('HSET', KEYS[1], 'changed', ARGV[1])
note(KEYS[5], KEYS[6], ARGV[3], 'case', ARGV[1], '', ARGV[2])
return 1
