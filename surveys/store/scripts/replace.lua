-- replace puts other fields and values in the place of a whole hash.
-- KEYS  1 hash
-- ARGV  field, value, …
-- Returns 1.
redis.call('DEL', KEYS[1])
for i = 1, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
return 1
