-- set_money keeps what the owner sets about money. The currency is fixed with
-- the first amount that is kept.
-- KEYS  1 settings of money
-- ARGV  1 currency  2 satisfied line  3 margin line, both in percent
-- Returns 1 kept, 0 another currency is fixed.
local fixed = redis.call('HGET', KEYS[1], 'fixed')
if fixed and fixed ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'currency', ARGV[1], 'satisfied', ARGV[2], 'margin', ARGV[3])
return 1
