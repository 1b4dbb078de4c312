-- opt_out notes that a contact must not be asked any more. The first time
-- stays; a complaint weighs more than how it was said before.
-- KEYS  1 contact
-- ARGV  1 when, s
--       2 how: '' by itself, complaint, hand
--       3 why, of hand
--       4 address, kept where none is known, '' for none
-- Returns 1 noted, 0 it was so before.
if redis.call('HEXISTS', KEYS[1], 'erased') == 1 then
  return 0
end
if ARGV[4] ~= '' then
  redis.call('HSETNX', KEYS[1], 'address', ARGV[4])
end
if redis.call('HSETNX', KEYS[1], 'opted_out', ARGV[1]) == 1 then
  if ARGV[2] ~= '' then
    redis.call('HSET', KEYS[1], 'opted_how', ARGV[2], 'opted_why', ARGV[3])
  end
  return 1
end
if ARGV[2] == 'complaint' and redis.call('HGET', KEYS[1], 'opted_how') ~= 'complaint' then
  redis.call('HSET', KEYS[1], 'opted_how', ARGV[2])
  return 1
end
return 0
