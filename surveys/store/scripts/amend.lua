-- amend sets and removes fields of a customer or contact that is there.
-- KEYS  1 customer or contact
-- ARGV  1 field that every such hash has
--       2 ... fields and their values; '' removes the field
-- Returns 1 done, 0 there is no such customer or contact.
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then
  return 0
end
for i = 2, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    redis.call('HDEL', KEYS[1], ARGV[i])
  else
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  end
end
return 1
