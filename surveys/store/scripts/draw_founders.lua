-- draw_founders keeps the list of a week that was drawn, once.
-- KEYS  1 list of the week
-- ARGV  1 how long it is kept, s
--       2 ... customer and place, and so on
-- Returns 1 kept, 0 there is one already (nothing was changed).
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('EXPIRE', KEYS[1], ARGV[1])
return 1
