-- pool replaces the signal of a customer over all its projects, folded anew
-- from its responses, unless another fold was faster.
-- KEYS  1 customer, 2 its alarms
-- ARGV  1 number of folds when the responses were read, 2 signal, then field
--       and value of the alarms, and so on
-- Returns 1 when replaced, 0 when there was another fold.
if (redis.call('HGET', KEYS[1], 'pools') or '0') ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'pool', ARGV[2])
redis.call('HINCRBY', KEYS[1], 'pools', 1)
redis.call('DEL', KEYS[2])
for i = 3, #ARGV, 2 do
  redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
end
return 1
