-- pause keeps a customer or contact from being asked before a time.
-- KEYS  1 customer or contact
-- ARGV  1 field that every such hash has
--       2 until when, s; '' ends the pause
-- Returns 1 done, 0 there is no such customer or contact.
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then
  return 0
end
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], 'paused')
else
  redis.call('HSET', KEYS[1], 'paused', ARGV[2])
end
return 1
