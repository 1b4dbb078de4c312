-- erase leaves of a contact only that it was erased: whoever comes with the
-- same address is known by the id, which is a hash of it, and not asked.
-- KEYS  1 contact
-- ARGV  1 now, s
-- Returns 1 erased, 0 it was erased before.
local before = redis.call('HGET', KEYS[1], 'erased')
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'erased', before or ARGV[1])
return before and 0 or 1
