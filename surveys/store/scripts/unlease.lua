-- unlease gives the right to follow the outbox of a shard back.
-- KEYS  1 lease of the shard
-- ARGV  1 who gives it back
-- Returns 1 when it was held, 0 when not.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('DEL', KEYS[1])
