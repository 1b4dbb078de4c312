-- set_user writes fields of a person who is there.
-- KEYS  1 person
-- ARGV  fields and values
-- Returns 1 done, 0 there is no such person.
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
redis.call('HSET', KEYS[1], unpack(ARGV))
return 1
