-- fix_currency fixes the currency before the first amount in it is kept.
-- KEYS  1 settings of money
-- ARGV  1 the currency that the amounts were read in
-- Returns 1 it is the one that is fixed, 0 it is another.
local fixed = redis.call('HGET', KEYS[1], 'fixed')
if fixed then
  return fixed == ARGV[1] and 1 or 0
end
local chosen = redis.call('HGET', KEYS[1], 'currency')
if chosen and chosen ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'currency', ARGV[1], 'fixed', ARGV[1])
return 1
