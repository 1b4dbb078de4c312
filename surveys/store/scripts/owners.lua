-- owners replaces the rules of who follows up which cases; whose turn it is in
-- the rota stays.
-- KEYS  1 owners
-- ARGV  fields and values of the rules
-- Returns 1.
local turn = redis.call('HGET', KEYS[1], 'turn')
redis.call('DEL', KEYS[1])
-- One after the other: unpack takes some thousand values at most.
for i = 1, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
if turn then
  redis.call('HSET', KEYS[1], 'turn', turn)
end
return 1
