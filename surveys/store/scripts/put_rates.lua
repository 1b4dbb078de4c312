-- put_rates keeps rates and fixes the currency that they are in: all of them, or
-- nothing.
-- KEYS  1 settings of money
--       2 rates
-- ARGV  1 currency
--       2 how many rates there may be
--       3 ... fields and values of the rates
-- Returns 1 kept, 0 another currency is fixed or chosen, 2 there are too many
-- (nothing was changed).
local money = redis.call('HMGET', KEYS[1], 'fixed', 'currency')
if (money[1] or money[2] or ARGV[1]) ~= ARGV[1] then
  return 0
end
local new, named = 0, {}
for i = 3, #ARGV, 2 do
  if not named[ARGV[i]] and redis.call('HEXISTS', KEYS[2], ARGV[i]) == 0 then
    new = new + 1
  end
  named[ARGV[i]] = true
end
if new > 0 and redis.call('HLEN', KEYS[2]) + new > tonumber(ARGV[2]) then
  return 2
end
for i = 3, #ARGV, 2 do
  redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
end
redis.call('HSET', KEYS[1], 'currency', ARGV[1], 'fixed', ARGV[1])
return 1
